"""What an alarm watches: one metric of its own properties, or the entries of Metrics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitors.model.metric import Metric, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.evaluator.intake.reader import Reader


@dataclass(frozen=True, slots=True)
class Watched:
    """The series of an alarm that could be read, and the Unit asked of each metric (by id)."""

    series: tuple[Series, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False


def read_watched(reader: Reader, band: str | None) -> Watched:
    """The alarm's series; `band` is the id that its threshold comes from. What is wrong is left in the reader."""
    return _read_metrics(reader, band) if reader.properties.get("Metrics") else _read_single(reader)


def _read_single(reader: Reader) -> Watched:
    if reader.properties.get("MetricName") is None:
        reader.report("missing-property", "neither MetricName nor Metrics says what to watch")
        return Watched()
    statistics = [text for text in (reader.text("Statistic"), reader.text("ExtendedStatistic")) if text]
    if len(statistics) != 1:
        count = "both" if statistics else "neither"
        reader.report("statistic", f"exactly one of Statistic and ExtendedStatistic; here {count}", "Statistic")
    metric = _metric(reader, reader, statistics[0] if statistics else None)
    unit = reader.text("Unit")
    if metric is None:
        return Watched()
    series = Series(id="m1", metric=metric, returns=True)
    return Watched((series,), {"m1": unit} if unit else {}, complete=len(statistics) == 1)


def _read_metrics(reader: Reader, band: str | None) -> Watched:
    for key in ("MetricName", "Namespace", "Dimensions", "Period", "Statistic", "ExtendedStatistic", "Unit"):
        if reader.properties.get(key):
            reader.report("both-forms", f"{key} does not go with Metrics", key)
    series: list[Series] = []
    units: dict[str, str] = {}
    entries = reader.mappings("Metrics")
    for index, entry in enumerate(entries):
        inner = reader.inside(entry, f"Metrics[{index}]")
        if (found := _read_entry(inner, band, units)) is not None:
            series.append(found)
    if len(series) < len(entries):
        return Watched()  # a set with holes would be accused of ids that it has
    if band and band not in {entry.id for entry in series}:
        reader.report("band", f"no entry of Metrics has the id {band!r}", "ThresholdMetricId")
        return Watched(tuple(series), units)
    return Watched(tuple(series), units, complete=True)


def _read_entry(reader: Reader, band: str | None, units: dict[str, str]) -> Series | None:
    name = reader.text("Id", required=True)
    expression, label = reader.text("Expression"), reader.text("Label") or ""
    if name is None or (expression is None) == ("MetricStat" not in reader.properties):
        reader.report("metric-query", "each entry has an Id, and either MetricStat or Expression")
        return None
    # AWS lets a band alarm return metric and band; the band is then not what is compared, but with what.
    returns = reader.flag("ReturnData", default=True) and name != band
    if expression is not None:
        period = reader.whole("Period") if expression.lstrip().startswith("SELECT") else None
        return Series(id=name, expression=expression, label=label, returns=returns, period=period)
    stat = reader.inside(reader.mapping("MetricStat"), "MetricStat")
    inner = stat.inside(stat.mapping("Metric"), "Metric")
    metric = _metric(stat, inner, stat.text("Stat", required=True))
    if unit := stat.text("Unit"):
        units[name] = unit
    return None if metric is None else Series(id=name, metric=metric, label=label, returns=returns)


def _metric(timing: Reader, naming: Reader, statistic: str | None) -> Metric | None:
    """`timing` holds Period, `naming` Namespace, MetricName and Dimensions: one mapping or two."""
    period = timing.whole("Period", required=True)
    namespace, name = naming.text("Namespace", required=True), naming.text("MetricName", required=True)
    pairs = [_dimension(naming, entry) for entry in naming.mappings("Dimensions")]
    if namespace is None or name is None or period is None or statistic is None or None in pairs:
        return None
    dimensions = tuple(sorted(pair for pair in pairs if pair is not None))
    return Metric(namespace=namespace, name=name, dimensions=dimensions, statistic=statistic, period=period)


def _dimension(reader: Reader, entry: Mapping[str, Any]) -> tuple[str, str] | None:
    inner = reader.inside(entry, "Dimensions")
    name, value = inner.text("Name", required=True), inner.text("Value", required=True)
    return None if name is None or value is None else (name, value)
