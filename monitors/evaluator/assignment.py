"""Which series of a test is which metric of its alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.datapoint import inputs
from monitors.evaluator.math import compile_set
from monitors.evaluator.sample import SeriesId, identify
from monitors.evaluator.subject import SubjectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Case, SeriesSpec


def known_series(subject: Subject) -> dict[str, set[SeriesId]]:
    """Every way to name a series of the subject's alarms → the series it may mean."""
    names: dict[str, set[SeriesId]] = {}
    for member in subject.members:
        for key, (series, _) in inputs(member.condition, compile_set(member.condition.series)):
            for name in (str(series), str(series).removeprefix(f"{series.namespace}/"), key, series.name):
                names.setdefault(name, set()).add(series)
        for entry in member.condition.series:
            if entry.metric is not None:
                names.setdefault(entry.id, set()).add(identify(entry.metric))
    return names


def assign(case: Case, subject: Subject) -> dict[SeriesId, SeriesSpec]:
    """The case's series by what they mean. Raises SubjectError for names that mean nothing, or several things."""
    names, found = known_series(subject), {}
    for name, series in case.series.items():
        meant = names.get(name, set())
        if not meant:
            listed = ", ".join(_shortest(names))
            raise SubjectError(f"series {name!r} is read by none of the alarms; they read {listed}", "series", name)
        if len(meant) > 1:
            raise SubjectError(
                f"series {name!r} may mean {' or '.join(sorted(map(str, meant)))}; write it in full", "series", name
            )
        (only,) = meant
        if only in found:
            raise SubjectError(f"series {name!r} is given twice: it is {only}", "series", name)
        found[only] = series
    return found


def _shortest(names: Mapping[str, set[SeriesId]]) -> list[str]:
    """The shortest clear name of each series."""
    clear: dict[SeriesId, str] = {}
    for name in sorted(names, key=len, reverse=True):
        if len(names[name]) == 1:
            clear[next(iter(names[name]))] = name
    return sorted(clear.values())
