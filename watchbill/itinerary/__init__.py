"""Who would be told of an alarm, when, by what and why: the router's own code, rehearsed on paper."""
