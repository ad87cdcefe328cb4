"""Which series of a test is which metric of its alarms, or what the queries of its log alarms gave."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitors.evaluator.datapoint import given_series, inputs
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.log.naming import name_contributor, refuse_both, split_name
from monitors.evaluator.math import compile_set
from monitors.evaluator.sample import SeriesId, external, identify
from monitors.evaluator.subject import SubjectError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Case, SeriesSpec
    from monitors.model.alarm import Condition


def known_series(subject: Subject) -> dict[str, set[SeriesId]]:
    """Every way to name a series of the subject's alarms → the series it may mean."""
    names: dict[str, set[SeriesId]] = {}
    for member in subject.members:
        for name, series in _names(member.condition):
            names.setdefault(name, set()).add(series)
    return names


def _names(condition: Condition) -> Iterator[tuple[str, SeriesId]]:
    if isinstance(condition, LogCondition):
        for series in (condition.results, condition.lines):
            yield series.name, series
            yield series.name.rpartition(".")[2], series
        return
    for key, (series, _) in inputs(condition, compile_set(condition.series)):
        for name in (str(series), str(series).removeprefix(f"{series.namespace}/"), key, series.name):
            yield name, series
    for entry in condition.series:
        if entry.metric is not None:
            yield entry.id, identify(entry.metric)


def assign(case: Case, subject: Subject) -> dict[SeriesId, SeriesSpec]:
    """The case's series by what they mean. Raises SubjectError for names that mean nothing, or several things."""
    names, found = known_series(subject), dict[SeriesId, "SeriesSpec"]()
    logs = [member.condition for member in subject.members if isinstance(member.condition, LogCondition)]
    queries = {series: condition for condition in logs for series in (condition.results, condition.lines)}
    for name, series in case.series.items():
        only = _meaning(name, names, queries)
        if only in found:
            raise SubjectError(f"series {name!r} is given twice: it is {only}", "series", name)
        found[only] = series
    for condition in logs:
        refuse_both(condition, found)
    if case.template is None or case.alarm is not None:
        _require_given(subject, found)
    return found


def _require_given(subject: Subject, found: Mapping[SeriesId, SeriesSpec]) -> None:
    """Without them an alarm has no data, which looks like any other silence. Not of every alarm of a whole template."""
    for member in subject.members:
        if isinstance(member.condition, LogCondition):
            continue
        needed = given_series(member.condition, compile_set(member.condition.series))
        if absent := [key for key in needed if external(key) not in found]:
            advice = "give its series, `_` if it has no points"
            raise SubjectError(f"{member.name}: {' and '.join(absent)} cannot be computed offline; {advice}", "series")


def _meaning(name: str, names: Mapping[str, set[SeriesId]], queries: Mapping[SeriesId, LogCondition]) -> SeriesId:
    meant = names.get(name) or names.get(split_name(name)[0], set()) & queries.keys()
    if not meant:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        listed = ", ".join(_shortest(names))
        raise SubjectError(f"series {name!r} is read by none of the alarms; {hint}they read {listed}", "series", name)
    if len(meant) > 1:
        raise SubjectError(
            f"series {name!r} may mean {' or '.join(sorted(map(str, meant)))}; write it in full", "series", name
        )
    (only,) = meant
    return name_contributor(only, name, queries[only]) if only in queries else only


def _shortest(names: Mapping[str, set[SeriesId]]) -> list[str]:
    """The shortest clear name of each series; of two as short the id, which the alarm's math has."""
    clear: dict[SeriesId, str] = {}
    for name in sorted(names, key=lambda name: (len(name), name[:1].isupper()), reverse=True):
        if len(names[name]) == 1:
            clear[next(iter(names[name]))] = name
    return sorted(clear.values())
