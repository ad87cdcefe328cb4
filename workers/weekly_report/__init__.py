"""The weekly report: what alarms, incidents, canaries and capacity did in a week, by mail."""
