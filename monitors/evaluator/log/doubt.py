"""Where AWS's page on log alarms leaves two readings."""

from __future__ import annotations

from enum import StrEnum


class LogDoubt(StrEnum):
    """A run takes the first reading, and the second if asked (`Assumptions.log_contrary`)."""

    EARLY = "whether a new log alarm waits for all N query results"
    """"INSUFFICIENT_DATA until enough query executions complete": all N | as soon as those there are decide."""
    FEW = "whether a log alarm is raised by fewer than M results when no other came"
    """M of N must breach, says its own page | the premature rule of metric alarms; with `ignore`, the state is kept."""
    RETURNED = "whether results from before a contributor's absence still count"
    """They do: M of the last N executions | it begins afresh."""
    EMPTY = "what an empty result means where the aggregation has contributors"
    """No contributor is in ALARM: OK | missing data, treated as set, as in Metrics Insights alarms."""
