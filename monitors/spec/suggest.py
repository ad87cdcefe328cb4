"""Did you mean…?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX_MIN = 4
"""Shorter beginnings fit too much."""
LISTED_MAX = 12
"""More names than that are no help."""


def suggest(word: str, known: Iterable[str], *, what: str = "known") -> str:
    """The likeliest of `known` for a mistyped word, or a short list of them, or nothing."""
    names = sorted(set(known))
    folded = {_fold(name): name for name in names}
    if _fold(word) in folded:
        return f"did you mean `{folded[_fold(word)]}`?"
    close = get_close_matches(word, names, n=1, cutoff=0.7) or [
        folded[match] for match in get_close_matches(_fold(word), folded, n=1, cutoff=0.75)
    ]
    longer = [name for name in names if len(word) >= PREFIX_MIN and name.startswith(word)]
    if not close and len(longer) == 1:
        close = longer
    if close:
        return f"did you mean `{close[0]}`?"
    if not names:
        return f"there is none {what}"
    return f"{what}: {', '.join(names)}" if len(names) <= LISTED_MAX else ""


def _fold(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
