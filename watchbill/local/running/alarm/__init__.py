"""The alarm clock: evaluates the embedded cloud's alarms over its own metric data, and tells whom they tell.

watch (a metric alarm) and composite decide states; response emits the events and holds actions back; event, message
and reason are what is told; clock drives them.
"""
