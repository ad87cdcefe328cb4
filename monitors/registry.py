"""Is there such a metric? CloudWatch takes an alarm on a series that nobody writes, and it stays silent for ever."""

from __future__ import annotations

import importlib
import pkgutil
import re
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from monitors import known_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from monitors.known_metrics.known import Known
    from monitors.model.metric import Metric

PERCENTILE = re.compile(r"(p|tm|tc|ts|wm)\d{1,2}(\.\d+)?|p100|IQM|(PR|TM|TC|TS|WM)\(.+\)")
UNITS = {"ms": {"ms"}, "s": {"s"}, "bytes": {"bytes"}, "percent": {"%"}}
"""How people must write a threshold on a metric of that unit. Counts and shares take any word but those below."""
MEASURES = {"ms", "s", "min", "h", "bytes", "kB", "MB", "%"}


def check_metric(metric: Metric, unit: str | None) -> tuple[str, ...]:
    """Why this series cannot exist or its threshold cannot mean what it says, each with the remedy; empty if fine.

    `unit` is the threshold's unit where the alarm compares this very metric, None where math stands between.
    """
    return _check(
        metric.namespace, metric.name, frozenset(name for name, _ in metric.dimensions), metric.statistic, unit
    )


def known_namespaces() -> frozenset[str]:
    """Namespaces of which every metric is known."""
    return frozenset(_namespaces())


def find_metric(namespace: str, name: str) -> Known | None:
    """What is known of a metric, None if nothing is."""
    metrics = _namespaces().get(namespace, {})
    return metrics.get(name) or metrics.get(f"*/{name.rpartition('/')[2]}")


@lru_cache(maxsize=65_536)
def _check(namespace: str, name: str, dimensions: frozenset[str], statistic: str, unit: str | None) -> tuple[str, ...]:
    if namespace not in _namespaces():
        known = ", ".join(sorted(_namespaces()))
        return (f"nothing is known of namespace {namespace}{_near(namespace, _namespaces())}; known are {known}",)
    known_metric = find_metric(namespace, name)
    if known_metric is None:
        return (_no_such_name(namespace, name),)
    return (
        *_dimensions(known_metric, dimensions),
        *_statistic(known_metric, statistic),
        *_unit(known_metric, statistic, unit),
    )


def _no_such_name(namespace: str, name: str) -> str:
    renamed = _renamed(namespace).get(name)
    if renamed:
        return f"{namespace} has no metric {name}: use {renamed}"
    return f"{namespace} has no metric {name}{_near(name, _namespaces()[namespace])}"


def _dimensions(known: Known, given: frozenset[str]) -> Iterator[str]:
    if given in known.dimension_sets:
        return
    said = f"by {' and '.join(sorted(given))}" if given else "without dimensions"
    alone = " alone" if len(given) == 1 else ""
    possible = " or ".join(", ".join(sorted(names)) or "none" for names in known.dimension_sets)
    names = {name for dimension_set in known.dimension_sets for name in dimension_set}
    typos = "".join(_near(name, names) for name in sorted(given - names))
    remedy = known.remedy or f"its dimensions are {possible}"
    yield f"{known.name} has no series {said}{alone}{typos}: {remedy}"


def _statistic(known: Known, statistic: str) -> Iterator[str]:
    kind = "percentile" if PERCENTILE.fullmatch(statistic) else statistic
    if kind in known.statistics:
        return
    if kind == "Average":
        yield f"Average of {known.name} is about 1 whatever the load, for it counts events: use Sum"
    elif kind == "percentile":
        yield f"{statistic} of {known.name} means nothing, for it is {_article(known)}: use {known.statistics[0]}"
    else:
        yield f"{statistic} is no statistic of {known.name}: use one of {', '.join(known.statistics)}"


def _article(known: Known) -> str:
    return "a count of events" if "Average" not in known.statistics else "a level or a share"


def _unit(known: Known, statistic: str, unit: str | None) -> Iterator[str]:
    if unit is None:
        return
    wanted = None if statistic == "SampleCount" else UNITS.get(known.unit)
    if wanted is None and unit in MEASURES:
        yield f"{known.name} is a {known.unit}, its threshold is given in {unit}"
    elif wanted is not None and unit not in wanted:
        yield f"{known.name} is in {known.unit}, its threshold is given in {unit}: convert it"


def _near(name: str, names: Mapping[str, object] | set[str]) -> str:
    found = get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    return f" (did you mean {found[0]}?)" if found else ""


@cache
def _modules() -> tuple[ModuleType, ...]:
    package = known_metrics.__name__
    found = (importlib.import_module(f"{package}.{info.name}") for info in pkgutil.iter_modules(known_metrics.__path__))
    return tuple(module for module in found if hasattr(module, "NAMESPACE"))


@cache
def _namespaces() -> dict[str, dict[str, Known]]:
    return {module.NAMESPACE: {known.name: known for known in module.METRICS} for module in _modules()}


def _renamed(namespace: str) -> dict[str, str]:
    return next((getattr(module, "RENAMED", {}) for module in _modules() if namespace == module.NAMESPACE), {})
