"""One window of a score file or fan list, as the worker that applies it sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import orjson

from workers.runtime.parking import Parked
from workers.runtime.score import COLUMNS, InvalidRecordError, Score, from_columns

if TYPE_CHECKING:
    from collections import Counter

    from workers.runtime.s3_file import FileVersion, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One window, the places of COLUMNS in its rows, and the trace its records carry on."""

    file: FileVersion
    window: Window
    places: tuple[int, ...]
    traceparent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a worker did with a part: counts by name, the campaigns touched, and the rows it refused."""

    counts: Counter[str]
    campaigns: set[str]
    invalid: list[Parked] = field(default_factory=list)


class FileHandler(Protocol):
    """What a worker does with the parts of one file."""

    @property
    def needs_past(self) -> bool:
        """Whether `recall` must see the parts before a checkpoint again."""

    def recall(self, part: Part) -> None:
        """Take in a part that an earlier invocation applied; without effects."""

    def apply(self, part: Part) -> Applied:
        """Apply every row. Repeating it after a crash must change nothing."""


def columns(header: list[str]) -> tuple[int, ...] | None:
    """Return each of COLUMNS's place in `header`, in any order and among others; None when one is missing."""
    names = [name.strip().lstrip("\ufeff") for name in header]
    return tuple(names.index(name) for name in COLUMNS) if set(COLUMNS) <= set(names) else None


def scores(part: Part) -> tuple[list[Score], list[Parked]]:
    """Read the part's rows, the header apart: valid scores in file order, and what must be parked.

    A version is the file's LastModified × 10⁹ + the line's number: a newer file beats an older one, a later line
    an earlier one, and the same row always has the same. LastModified has whole seconds; 2⁶³ lasts until 2262.
    """
    found: list[Score] = []
    invalid = [Parked(position=str(line), cause=cause, content=text) for line, cause, text in part.window.broken]
    base, trace = part.file.modified * 1_000_000_000, part.traceparent
    campaign, member, score, rank, verdict = part.places
    for line, row in part.window.rows:
        if line == 1:
            continue
        try:
            found.append(
                from_columns(row[campaign], row[member], row[score], row[rank], row[verdict], base + line, trace)
            )
        except InvalidRecordError as error:
            invalid.append(_parked(line, str(error), row))
        except IndexError:
            invalid.append(_parked(line, "row has too few columns", row))
    return found, invalid


def _parked(line: int, cause: str, row: list[str]) -> Parked:
    return Parked(position=str(line), cause=cause, content=orjson.dumps(row).decode())
