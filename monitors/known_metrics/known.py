"""One metric that exists: under which dimension sets, in what unit, with which statistics that mean something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MINUTE = 60
FIVE_MINUTES = 300

EVENT = ("Sum", "SampleCount", "Minimum", "Maximum")
"""Statistics of something counted when it happens: its average is about 1, however much happens."""
CALL = ("Sum", "SampleCount", "Average", "Minimum", "Maximum")
"""Statistics of something that is 0 or 1 a call: its average is a share."""
GAUGE = ("Maximum", "Minimum", "Average", "SampleCount", "Sum")
"""Statistics of a level."""
SPREAD = ("percentile", "Maximum", "Minimum", "Average", "SampleCount", "Sum")
"""Statistics of a duration or size; `percentile` stands for pNN, tmNN and the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`unit` is ms, s, bytes, percent, share or count. `publish_seconds` is how often AWS writes it.

    `sparse` metrics have points only when something happened; the others have one every period.
    `remedy` says what to use where a reading that suggests itself has no series.
    """

    name: str
    dimension_sets: tuple[frozenset[str], ...]
    unit: str
    statistics: tuple[str, ...]
    sparse: bool = True
    publish_seconds: int = MINUTE
    remedy: str = ""


def rows(
    names: Iterable[str] | str,
    by: Iterable[str],
    unit: str,
    statistics: tuple[str, ...],
    *,
    sparse: bool = True,
    publish_seconds: int = MINUTE,
    remedy: str = "",
) -> Iterator[Known]:
    """Metrics alike. `names` in one string or a list; `by` holds dimension sets as words: `FunctionName Resource`."""
    sets = tuple(frozenset(words.split()) for words in by)
    for name in names.split() if isinstance(names, str) else names:
        yield Known(
            name=name,
            dimension_sets=sets,
            unit=unit,
            statistics=statistics,
            sparse=sparse,
            publish_seconds=publish_seconds,
            remedy=remedy,
        )
