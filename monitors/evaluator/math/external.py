"""Functions whose series come from a model or a service: they compile, and evaluate from a series that is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.value import Column, Frame, Type

if TYPE_CHECKING:
    from monitors.evaluator.math.function import Run
    from monitors.evaluator.math.node import Node

LOWER, UPPER = "lower", "upper"


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """`takes` are the first arguments' types; further ones, up to `most`, are passed through unread."""

    takes: tuple[Type, ...]
    most: int
    gives: Type = Type.SERIES
    fewest: int = 1

    def accepts(self, given: tuple[Type, ...]) -> bool:
        return self.fewest <= len(given) <= self.most and given[: len(self.takes)] == self.takes[: len(given)]

    @property
    def signature(self) -> str:
        many = f"{self.fewest} to {self.most}" if self.most > self.fewest else str(self.fewest)
        return f"{many} argument(s)" + (f": {', '.join(self.takes)}" if self.takes else "")


EXTERNALS = {
    "ANOMALY_DETECTION_BAND": External(takes=(Type.SERIES, Type.SCALAR), most=2, gives=Type.ARRAY),
    "DB_PERF_INSIGHTS": External(takes=(Type.STRING, Type.STRING), fewest=3, most=3),
    "INSIGHT_RULE_METRIC": External(takes=(), fewest=2, most=2),
    "LAMBDA": External(takes=(Type.STRING,), most=100),
    "SERVICE_QUOTA": External(takes=(Type.SERIES,), most=1),
}


def bounds(key: str) -> tuple[str, str]:
    """The columns to give for a band, in the order of its array (so LAST is the upper)."""
    return f"{key}.{LOWER}", f"{key}.{UPPER}"


def needed(key: str, call: Node) -> tuple[str, ...]:
    """The columns to give for a call: `key`; a band's bounds; for several database counters `key[0]`, `key[1]`…"""
    if call.text == "ANOMALY_DETECTION_BAND":
        return bounds(key)
    several = call.children[-1].children if call.text == "DB_PERF_INSIGHTS" else ()
    return tuple(f"{key}[{index}]" for index in range(len(several))) or (key,)


def take(keys: tuple[str, ...], position: int, *, several: bool) -> Run:
    """Reads the given columns at run time; MathError `needs-series` when one is not there."""

    def run(frame: Frame, *_: object) -> Column | list[Column]:
        for key in keys:
            if key not in frame.columns:
                raise MathError(
                    "needs-series", f"cannot be computed offline; needs its series given as {key!r}", position
                )
        found = [frame.columns[key] for key in keys]
        return found if several else found[0]

    return run
