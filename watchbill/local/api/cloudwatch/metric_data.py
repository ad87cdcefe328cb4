"""GetMetricData: series and metric math, by the evaluator that alarms are evaluated by.

moto computes no expression at all, and looks at every datum once a period. Metrics Insights and SEARCH stay its own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitors.evaluator.math import MathError, compile_set
from monitors.evaluator.sample import SeriesId
from monitors.evaluator.statistic import Kind, parse
from monitors.model.metric import Metric, Series
from watchbill.local.api.error import AwsError, NotOursError, validation_error
from watchbill.local.api.page import cut_page
from watchbill.local.api.service import Call, Service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.evaluator.sample import Sample
    from monitors.evaluator.statistic import Statistic
    from watchbill.local.api.cloudwatch.series import MetricStore

Json = dict[str, Any]
Column = list[float | None]
QUERIES_MAX, POINTS_MAX = 500, 100_800
HOUR = 3600


class MetricData(Service):
    """GetMetricData of what was put."""

    metrics: MetricStore

    def get_metric_data(self, call: Call, parameters: Json) -> Json:
        queries: list[Json] = parameters["MetricDataQueries"]
        if any("SELECT" in (text := query.get("Expression", "")) or "SEARCH(" in text for query in queries):
            raise NotOursError
        if len(queries) > QUERIES_MAX:
            raise validation_error(f"MetricDataQueries: at most {QUERIES_MAX} are taken, here {len(queries)}")
        start, end = _seconds(parameters["StartTime"]), _seconds(parameters["EndTime"])
        if start >= end:
            raise validation_error("The parameter StartTime must be less than the parameter EndTime.")
        series = {query["Id"]: _series(query) for query in queries}
        columns: dict[str, tuple[Sequence[int], Column]] = {}
        found = [
            (query, *self._result(call.region, query["Id"], series, columns, start, end))
            for query in queries
            if query.get("ReturnData", True)
        ]
        newest_first = parameters.get("ScanBy", "TimestampDescending") == "TimestampDescending"
        results = [_shown(*one, newest_first=newest_first) for one in found]
        return _page(results, parameters)

    def _result(
        self,
        region: str,
        name: str,
        series: Mapping[str, Series],
        columns: dict[str, tuple[Sequence[int], Column]],
        start: int,
        end: int,
    ) -> tuple[Sequence[int], Column]:
        """Times and values of one query, an expression with all that it needs."""
        needed = _closure(name, series)
        for one in needed:
            metric = one.metric
            if metric is not None and one.id not in columns:
                columns[one.id] = self._column(region, metric, start, end)
        if (own := series[name]).metric is not None:
            return columns[name]
        used = tuple(Series(id=e.id, metric=e.metric, expression=e.expression, returns=e is own) for e in needed)
        times = next((columns[each.id][0] for each in used if each.metric is not None), ())
        period = next((each.metric.period for each in used if each.metric is not None), HOUR)
        try:
            given = {each.id: columns[each.id][1] for each in used if each.metric is not None}
            return times, compile_set(used).evaluate(given, times, period)
        except MathError as error:
            raise validation_error(f"Error in expression '{name}': {error.detail}") from None

    def _column(self, region: str, metric: Metric, start: int, end: int) -> tuple[Sequence[int], Column]:
        begin = start - start % min(metric.period, HOUR)
        times = range(begin, end, metric.period)
        series = SeriesId(metric.namespace, metric.name, metric.dimensions)
        slots: dict[int, list[Sample]] = {}
        for sample in self.metrics.between(region, series, begin, end):
            slots.setdefault((sample.time - begin) // metric.period, []).append(sample)
        try:
            statistic = parse(metric.statistic)
        except ValueError as error:
            raise AwsError("InvalidParameterValue", str(error)) from None
        return times, [_statistic(statistic, slots[slot]) if slot in slots else None for slot in range(len(times))]


def _series(query: Json) -> Series:
    if ("MetricStat" in query) == ("Expression" in query):
        raise validation_error(f"{query['Id']}: exactly one of MetricStat and Expression is needed")
    if "Expression" in query:
        return Series(id=query["Id"], expression=query["Expression"])
    stat = query["MetricStat"]
    pairs = sorted((pair["Name"], pair["Value"]) for pair in stat["Metric"].get("Dimensions") or ())
    return Series(
        id=query["Id"],
        metric=Metric(
            namespace=stat["Metric"]["Namespace"],
            name=stat["Metric"]["MetricName"],
            dimensions=tuple(pairs),
            statistic=stat["Stat"],
            period=stat["Period"],
        ),
    )


def _closure(name: str, series: Mapping[str, Series]) -> list[Series]:
    """The query and all that its expression refers to, in the order of the request."""
    wanted, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in wanted and one in series:
            wanted.add(one)
            waiting += re.findall(r"\b[a-z][A-Za-z0-9_]*\b", series[one].expression or "")
    return [each for key, each in series.items() if key in wanted]


def _statistic(statistic: Statistic, samples: Sequence[Sample]) -> float | None:
    count, total = sum(one.sample_count for one in samples), sum(one.total for one in samples)
    simple = {
        Kind.SAMPLE_COUNT: count,
        Kind.SUM: total,
        Kind.AVERAGE: total / count if count else None,
        Kind.MINIMUM: min(one.minimum for one in samples),
        Kind.MAXIMUM: max(one.maximum for one in samples),
    }
    if statistic.kind in simple:
        return simple[statistic.kind]
    return statistic.of([pair for one in samples for pair in one.values])


def _shown(query: Json, times: Sequence[int], values: Column, *, newest_first: bool) -> Json:
    points = [(time, value) for time, value in zip(times, values, strict=True) if value is not None]
    if newest_first:
        points.reverse()
    metric = query.get("MetricStat", {}).get("Metric", {}).get("MetricName")
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or metric or query["Id"],
        "Timestamps": [datetime.fromtimestamp(time, UTC) for time, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "Complete",
    }


def _page(results: list[Json], parameters: Json) -> Json:
    """Whole results while they fit; one that does not by itself comes on a page of its own, whole."""
    limit = min(parameters.get("MaxDatapoints", POINTS_MAX), POINTS_MAX)
    rest, _ = cut_page(results, parameters.get("NextToken"), len(results))
    chosen: list[Json] = []
    size = 0
    for result in rest:
        if chosen and size + len(result["Values"]) > limit:
            return {"MetricDataResults": chosen, "NextToken": str(len(results) - len(rest) + len(chosen))}
        chosen.append(result)
        size += len(result["Values"])
    return {"MetricDataResults": chosen}


def _seconds(moment: datetime) -> int:
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
