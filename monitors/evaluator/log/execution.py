"""Executions of a log alarm's query, and what each of them gave: as stated, or computed from lines."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from monitors.evaluator.schedule import MINUTE, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.evaluator.log.aggregation import Aggregation
    from monitors.evaluator.log.condition import LogCondition
    from monitors.evaluator.sample import Data, Sample, SeriesId
    from monitors.evaluator.window import Value
    from monitors.model.metric import Dimensions

Contributor = tuple["Dimensions", list["Value"]]
"""Whose results, and one an execution; without `by` there is one contributor without dimensions."""


def plan(condition: LogCondition, data: Data, created: int, end: int, second: int) -> Schedule:
    """The executions after `created` and up to `end`.

    Where in its rate a query runs is not documented. Stated results are an execution each, so they say it: at the end
    of their intervals. Otherwise it is on the clock's multiples of the rate, as in AWS's example.
    """
    rate = condition.period
    stated = [sample.time for samples in _of(condition.results, data).values() for sample in samples]
    phase = min(stated) // MINUTE * MINUTE % rate if stated else 0
    first = ((created - phase) // rate + 1) * rate + phase
    count = max(0, (end - second - first) // rate + 1)
    return Schedule(cell=MINUTE, first=first // MINUTE, stride=rate // MINUTE, count=count, second=second)


def results(condition: LogCondition, data: Data, schedule: Schedule) -> list[Contributor]:
    """What each execution gave to each contributor, None where it gave nothing."""
    times = [schedule.window_end(tick) for tick in range(schedule.count)]
    nothing = 0.0 if condition.aggregation.counts_nothing else None
    stated, lines = _of(condition.results, data), _of(condition.lines, data)
    found = [(whose, _stated(samples, times, condition.period, nothing)) for whose, samples in stated.items()]
    found += [(whose, _computed(samples, times, condition, nothing)) for whose, samples in lines.items()]
    return found or [((), [nothing] * len(times))]


def _of(series: SeriesId, data: Data) -> Mapping[Dimensions, Sequence[Sample]]:
    """The samples of every contributor to a series."""
    return {key.dimensions: data[key] for key in data if key._replace(dimensions=()) == series}


def _stated(samples: Sequence[Sample], times: Sequence[int], rate: int, nothing: Value) -> list[Value]:
    ordered = sorted(samples)
    found: list[Value] = []
    for time in times:
        place = bisect_left(ordered, (time,)) - 1
        known = place >= 0 and ordered[place].time >= time - rate
        found.append(ordered[place].maximum if known else nothing)
    return found


def _computed(samples: Sequence[Sample], times: Sequence[int], condition: LogCondition, nothing: Value) -> list[Value]:
    ordered = sorted(samples)
    found: list[Value] = []
    for time in times:
        window = ordered[
            bisect_left(ordered, (time - condition.start,)) : bisect_left(ordered, (time - condition.end,))
        ]
        seen = [sample for sample in window if sample.published <= time]
        found.append(_aggregate(seen, condition.aggregation) if seen else nothing)
    return found


def _aggregate(seen: Sequence[Sample], aggregation: Aggregation) -> Value:
    """A minute's value is its count of lines for `count`, else what its lines have in the field; count 0 is no line."""
    total = sum(sample.total for sample in seen)
    match aggregation.function:
        case "count":
            return total if total or aggregation.counts_nothing else None
        case "sum":
            return total
        case "avg":
            return total / sum(sample.sample_count for sample in seen)
        case "min":
            return min(sample.minimum for sample in seen)
    return max(sample.maximum for sample in seen)
