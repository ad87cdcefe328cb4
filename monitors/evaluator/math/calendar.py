"""MINUTE … EPOCH: the UTC clock at each timestamp, never sparse. And PERIOD and TIME_SERIES."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Form, Function
from monitors.evaluator.math.value import Column, Frame, Type

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


@cache
def _date(day: int) -> date:
    return date.fromordinal(_EPOCH + day)


_CLOCK: dict[str, Callable[[int], int]] = {
    "MINUTE": lambda time: time // 60 % 60,
    "HOUR": lambda time: time // 3600 % 24,
    "DAY": lambda time: (time // DAY + 3) % 7 + 1,  # the epoch was a Thursday, Monday is 1
    "DATE": lambda time: _date(time // DAY).day,
    "MONTH": lambda time: _date(time // DAY).month,
    "YEAR": lambda time: _date(time // DAY).year,
    "EPOCH": lambda time: time,
}

CLOCK = frozenset(_CLOCK)
"""Functions whose values change though their argument does not."""


def _clock(name: str) -> Function:
    read = _CLOCK[name]

    def run(frame: Frame, _column: Column) -> Column:
        return [float(read(time)) for time in frame.timestamps]

    return Function(name=name, forms=(Form(takes=(Type.SERIES,), gives=Type.SERIES, run=run, dense=Density.ALWAYS),))


FUNCTIONS = (
    *map(_clock, _CLOCK),
    Function(
        name="PERIOD",
        forms=(Form(takes=(Type.SERIES,), gives=Type.SCALAR, run=lambda frame, _: float(frame.period)),),
    ),
    Function(
        name="TIME_SERIES",
        forms=(
            Form(
                takes=(Type.SCALAR,),
                gives=Type.SERIES,
                run=lambda frame, value: frame.constant(value),
                dense=Density.ALWAYS,
            ),
        ),
    ),
)
