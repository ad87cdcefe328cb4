"""An alarm and its data → OK | ALARM | INSUFFICIENT_DATA over time, by CloudWatch's documented rules. Pure, in seconds.

Data flow: sample → window (sliding or wall clock) → statistic → math → verdict → metric_alarm → composite → suppressor
and mute → latch. Where AWS publishes no rule, `assumption` names the readings and a verdict says that it leans on one.
"""
