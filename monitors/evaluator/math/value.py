"""Types of metric math, and what their values are while a program runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Point = float | None
"""None is a missing point; as a scalar it means that the range held nothing to compute one from."""
Column = list[Point]
"""One point a timestamp, oldest first. Never changed in place: columns are shared."""
Value = Point | Column | list[Column] | str | list[str]
"""By type: S, TS, TS[], String or word, String[]."""


class Type(StrEnum):
    """AWS's abbreviations; the last four are the bare words that FILL, SORT and LAMBDA take."""

    SCALAR = "S"
    SERIES = "TS"
    ARRAY = "TS[]"
    STRING = "String"
    STRINGS = "String[]"
    FILLER = "REPEAT|LINEAR"
    STATISTIC = "AVG|MIN|MAX|SUM"
    ORDER = "ASC|DESC"
    WORD = "word"


class Doubt(StrEnum):
    """Where AWS's text leaves two readings. A program takes the first, and the second if asked (`contrary`)."""

    FILL_ABSENT = "fill-absent"
    """FILL of a metric without one point in the range: filled all the same | nothing to fill."""
    IF_BRANCH_MISSING = "if-branch-missing"
    """IF whose chosen branch has no point, outside AWS's three vectors: as in the nearest vector | the other way."""
    STDDEV_SAMPLE = "stddev-sample"
    """STDDEV divides by n | by n − 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every function of a running program may look at: window starts in Unix seconds, the period in seconds."""

    timestamps: Sequence[int]
    period: int
    columns: Mapping[str, Column]
    contrary: frozenset[Doubt] = frozenset()
    width: int = 0
    """Points of one range, where several ranges stand end to end in each column; 0 where there is but one."""
    looked_at: list[Column] = field(default_factory=list)
    """The columns whose preceding points were looked at (see `Form.looks_back`)."""
    values: dict[str, Value] = field(default_factory=dict)
    """Results of the set's other expressions, by id, as they are computed."""

    def constant(self, value: Point) -> Column:
        return [value] * len(self.timestamps)

    def ranges(self, column: Column) -> Iterator[Column]:
        """The column range by range: points of different ranges must not know each other."""
        step = self.width or max(1, len(column))
        return (column[start : start + step] for start in range(0, len(column), step))

    @property
    def times(self) -> Iterator[Sequence[int]]:
        """The timestamps range by range."""
        step = self.width or max(1, len(self.timestamps))
        return (self.timestamps[start : start + step] for start in range(0, len(self.timestamps), step))
