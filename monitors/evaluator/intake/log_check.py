"""What is wrong with a log alarm that reads well: refused by PutLogAlarm, never able to fire, blind to lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator import duration
from monitors.model.alarm import Comparison

if TYPE_CHECKING:
    from monitors.evaluator.intake.foreign import Actions
    from monitors.evaluator.intake.reader import Reader
    from monitors.evaluator.log.condition import LogCondition

MAX_RESULTS, MAX_OFFSET, MAX_QUERY, MAX_GROUPS, MAX_LINES = 100, 2_592_000, 10_000, 50, 50
INGESTION = 60
"""Seconds that lines take to be found by a query, at the least one should allow; AWS's own example has two minutes."""
_REFUSED = (":ssm-incidents:", ":aiops:")
"""Incident Manager and investigations, which log alarms do not start."""


def check_log_condition(condition: LogCondition | None, actions: Actions, reader: Reader) -> None:
    """Reports to the reader; without a condition, only what does not need one."""
    _check_query(reader)
    _check_lines(reader)
    told = (*actions.alarm, *actions.ok, *actions.insufficient_data)
    if wrong := [action for action in told if any(service in action for service in _REFUSED)]:
        reader.report("action-refused", f"a log alarm cannot start {wrong[0]}", "AlarmActions")
    if condition is None:
        return
    _check_results(condition, reader)
    _check_window(condition, reader)
    _check_nothing(condition, reader)
    if condition.aggregation.fields and told:
        reader.report(
            "contributor-actions",
            f"actions run once for each {', '.join(condition.aggregation.fields)} in ALARM; tests see the alarm's own",
            "ScheduledQueryConfiguration",
            warns=True,
        )


def _check_query(reader: Reader) -> None:
    query = reader.inside(reader.mapping("ScheduledQueryConfiguration"), "ScheduledQueryConfiguration")
    if len(text := query.text("QueryString") or "") > MAX_QUERY:
        query.report("log-alarm", f"QueryString has {len(text):,} characters; {MAX_QUERY:,} at most", "QueryString")
    if len(groups := query.texts("LogGroupIdentifiers")) > MAX_GROUPS:
        query.report("log-alarm", f"{len(groups)} log groups; {MAX_GROUPS} at most", "LogGroupIdentifiers")


def _check_lines(reader: Reader) -> None:
    lines = reader.whole("ActionLogLineCount") or 0
    if not 0 <= lines <= MAX_LINES:
        reader.report("log-alarm", f"ActionLogLineCount is {lines}; 0 to {MAX_LINES}", "ActionLogLineCount")
    if lines > 0 and reader.text("ActionLogLineRoleArn") is None:
        reader.report("missing-property", "ActionLogLineCount needs ActionLogLineRoleArn", "ActionLogLineCount")
    if lines > 0:
        text = f"{lines} log lines go into each mail as they are, with whatever secrets they hold"
        reader.report("log-lines-shown", text, "ActionLogLineCount", warns=True)


def _check_results(condition: LogCondition, reader: Reader) -> None:
    periods, points = condition.evaluation_periods, condition.datapoints_to_alarm
    if not 1 <= periods <= MAX_RESULTS:
        text = f"QueryResultsToEvaluate is {periods}; 1 to {MAX_RESULTS}"
        reader.report("evaluation-periods", text, "QueryResultsToEvaluate")
    if not 1 <= points <= periods:
        text = f"QueryResultsToAlarm is {points} of {periods}; it lies between 1 and QueryResultsToEvaluate"
        reader.report("datapoints-to-alarm", text, "QueryResultsToAlarm")
    can_be_missing = not condition.aggregation.counts_nothing
    if can_be_missing and reader.properties.get("TreatMissingData") is None:
        reader.report(
            "default-treatment",
            "TreatMissingData is not stated, so `missing`: results without a value lead to INSUFFICIENT_DATA",
            remedy="state it; notBreaching suits errors, breaching lines that must not stop",
            warns=True,
        )


def _check_window(condition: LogCondition, reader: Reader) -> None:
    start, end, rate = condition.start, condition.end, condition.period
    key = "ScheduledQueryConfiguration"
    if not 0 <= end < start <= MAX_OFFSET:
        text = f"StartTimeOffset is {start}, EndTimeOffset {end}: 0 <= end < start <= {MAX_OFFSET:,}"
        reader.report("log-alarm", text, key)
        return
    window, every = duration.show(start - end), duration.show(rate)
    if start - end < rate:
        text = f"the query looks at {window} every {every}: no execution sees the lines between"
        reader.report("lines-unseen", text, key, remedy="let StartTimeOffset − EndTimeOffset be the rate", warns=True)
    elif start - rate < INGESTION:
        text = f"a line that is ingested more than {start - rate} s after it is stamped may be seen by no execution"
        remedy = f"move the window back: StartTimeOffset {rate + 120}, EndTimeOffset 120"
        reader.report("late-lines", text, key, remedy=remedy, warns=True)
    if condition.datapoints_to_alarm > 1 and start - end >= rate * condition.datapoints_to_alarm:
        text = f"each execution looks at {window}, so one line is in {condition.datapoints_to_alarm} results and more"
        reader.report("lines-counted-twice", text, key, warns=True)


def _check_nothing(condition: LogCondition, reader: Reader) -> None:
    aggregation = condition.aggregation
    if aggregation.function != "count" or condition.comparison not in (Comparison.LESS, Comparison.LESS_OR_EQUAL):
        return
    least = 0 if aggregation.counts_nothing else 1
    below = condition.threshold < least or (condition.threshold == least and condition.comparison is Comparison.LESS)
    if below:
        why = "" if aggregation.counts_nothing else " (without lines it has no value, which is missing data)"
        text = f"count is never {condition.comparison.symbol} {condition.threshold:g}{why}"
        reader.report("never-fires", text, "Threshold")
