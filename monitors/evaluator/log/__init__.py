"""Log alarms: the results of a scheduled Logs Insights query, judged M of N (AWS's page "Log alarms", June 2026).

They differ from metric alarms: the query runs on its own schedule, exactly the last N executions count, no wider range
is fetched, and `by` makes contributors that are judged one by one. What the page leaves open is named in `doubt`.
"""
