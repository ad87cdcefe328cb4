"""What an alarm reads, and what its comparison makes of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.math.external import bounds
from monitors.evaluator.sample import external, identify
from monitors.evaluator.statistic import Kind, Statistic, parse
from monitors.evaluator.threshold import discount, judge, judge_band
from monitors.model.alarm import Comparison, LowSamples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.evaluator.math import Program
    from monitors.evaluator.sample import SeriesId
    from monitors.evaluator.window import Value
    from monitors.model.alarm import Condition

COUNT = "#samples"
"""The column of sample counts, beside those of the metrics: `#` cannot begin an id."""


def inputs(condition: Condition, program: Program) -> Iterator[tuple[str, tuple[SeriesId, Statistic]]]:
    """(column id, (series, statistic)) of everything the alarm reads: metrics, external series, bands, counts."""
    wanted = program.references | {entry.id for entry in condition.series if entry.returns}
    for entry in condition.series:
        if entry.metric is not None and entry.id in wanted:
            yield entry.id, (identify(entry.metric), parse(entry.metric.statistic))
            if _counts_matter(condition):
                yield COUNT, (identify(entry.metric), Statistic(Kind.SAMPLE_COUNT))
    band = bounds(condition.band) if condition.band is not None else ()
    for key in (*program.needs, *band):
        yield key, (external(key), Statistic(Kind.AVERAGE))


def given_series(condition: Condition, program: Program) -> tuple[str, ...]:
    """What no offline rule can compute, and the alarm cannot do without."""
    if condition.band is None:
        return program.needs
    lower, upper = bounds(condition.band)
    unread = {Comparison.ABOVE_BAND: lower, Comparison.BELOW_BAND: upper}.get(condition.comparison)
    return tuple(key for key in dict.fromkeys((*program.needs, lower, upper)) if key != unread)


def _counts_matter(condition: Condition) -> bool:
    metric = condition.returned.metric
    return (
        metric is not None and condition.low_samples is LowSamples.IGNORE and parse(metric.statistic).enough_samples > 0
    )


def judged(condition: Condition, values: Sequence[Value], given: Mapping[str, Sequence[Value]]) -> bytes:
    """One code a value (see verdict); `given` are the columns of `inputs`, as long as `values`."""
    if condition.band is not None:
        lower, upper = (given[key] for key in bounds(condition.band))
        return judge_band(values, condition.comparison, lower, upper)
    codes = judge(values, condition.comparison, condition.threshold)
    metric = condition.returned.metric
    if metric is None or COUNT not in given:
        return codes
    return discount(codes, given[COUNT], parse(metric.statistic).enough_samples)
