"""What was published: a StatisticSet for one moment of one metric, and when CloudWatch could first be asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitors.model.metric import Dimensions, Metric

    Data = Mapping["SeriesId", Sequence["Sample"]]
    """Samples by metric, in any order. A metric that is not there never published anything."""


class Sample(NamedTuple):
    """A NamedTuple, not a dataclass: a year of minutes is half a million of them.

    `time` and `published` are seconds UTC. `values` are (value, how often) pairs, which percentiles need; without them
    a percentile exists only where all samples are equal, as CloudWatch has it for statistic sets.
    """

    time: int
    published: int
    sample_count: float
    total: float
    minimum: float
    maximum: float
    values: tuple[tuple[float, float], ...] = ()


class SeriesId(NamedTuple):
    """What identifies a CloudWatch metric: the exact set of dimensions included."""

    namespace: str
    name: str
    dimensions: Dimensions

    def __str__(self) -> str:
        pairs = ",".join(f"{key}={value}" for key, value in self.dimensions)
        if not self.namespace:
            return f"{self.name}{{{pairs}}}" if pairs else self.name
        return f"{self.namespace}/{self.name}{{{pairs}}}"


def identify(metric: Metric) -> SeriesId:
    """The series behind a metric, whatever statistic and period are asked of it."""
    return SeriesId(metric.namespace, metric.name, metric.dimensions)


def external(key: str) -> SeriesId:
    """The place of a series that math takes from a model or service, such as `ad1.upper`, in `Data`."""
    return SeriesId("", key, ())


def point(time: int, value: float, *, count: float = 1, published: int | None = None, step: int = 60) -> Sample:
    """`count` equal samples at `time`; visible at the end of their `step` seconds unless `published` says otherwise."""
    return Sample(time, time + step if published is None else published, count, value * count, value, value)


def observed(time: int, values: Iterable[float], *, published: int | None = None, step: int = 60) -> Sample:
    """One sample a value, each known. Raises ValueError for no values: what was not measured was not published."""
    seen: Sequence[float] = sorted(values)
    if not seen:
        raise ValueError("a sample needs at least one value")
    pairs = tuple((value, 1.0) for value in seen)
    when = time + step if published is None else published
    return Sample(time, when, len(seen), sum(seen), seen[0], seen[-1], pairs)
