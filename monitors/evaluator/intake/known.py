"""What the registry knows of a metric that somebody else's alarm watches. Of what it does not know it says nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitors.registry import check_metric, find_metric, known_namespaces

if TYPE_CHECKING:
    from monitors.model.metric import Metric

UNITS = {"ms": "Milliseconds", "s": "Seconds", "bytes": "Bytes"}
"""CloudWatch's names of the units whose metrics are published in no other."""
MEASURES = ("second", "byte", "bit")
"""Parts of the names of units in which no count is published."""
ALIKE = 0.85
"""How like a namespace that is known an unknown one must be, to be a slip of the hand: AWS/Lamda, AWS/lambda."""

Remarks = tuple[tuple[str, str], ...]
"""(code, text). `never-fires`: there is no such series, so the alarm has no data for ever."""


def judge_metric(metric: Metric, unit: str | None) -> Remarks:
    """Why the series cannot exist or its statistic means nothing; `unit` is the alarm's Unit."""
    known = find_metric(metric.namespace, metric.name)
    if known is None and metric.namespace not in known_namespaces():
        close = get_close_matches(metric.namespace, sorted(known_namespaces()), n=1, cutoff=ALIKE)
        return tuple(("namespace", f"is {metric.namespace} meant to be {one}?") for one in close)
    if known is None:
        return tuple(("never-fires", reason) for reason in check_metric(metric, None))
    missing = check_metric(metric.at(statistic=known.statistics[0]), None)
    misread = [reason for reason in check_metric(metric, None) if reason not in missing]
    return (
        *(("never-fires", reason) for reason in missing),
        *(("never-fires", reason) for reason in _wrong_unit(known.name, known.unit, unit)),
        *(("statistic", reason) for reason in misread),
    )


def _wrong_unit(name: str, published: str, unit: str | None) -> tuple[str, ...]:
    wanted = UNITS.get(published)
    counted = wanted is None and any(measure in (unit or "").lower() for measure in MEASURES)
    if unit is None or not (counted or wanted not in (None, unit)):
        return ()
    own = f"in {wanted}" if wanted else f"as a {published}"
    return (f"{name} is published {own}, and Unit {unit} asks for other data, of which there is none",)
