"""The signs of a plan, in Unicode or, where the terminal has none, in ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.cloud.change import Action

if TYPE_CHECKING:
    from typing import TextIO

SIGNS = {Action.ADD: "+", Action.CHANGE: "~", Action.REPLACE: "±", Action.REMOVE: "-"}
STYLES = {Action.ADD: "green", Action.CHANGE: "yellow", Action.REPLACE: "magenta", Action.REMOVE: "red"}
VERBS = {Action.ADD: "to add", Action.CHANGE: "to change", Action.REPLACE: "to replace", Action.REMOVE: "to destroy"}

_ASCII = str.maketrans({
    "→": "->", "…": "...", "·": "|", "×": "x", "≥": ">=", "≤": "<=", "±": "-/+", "−": "-", "–": "-", "✓": "ok",
    "✗": "x", "⚠": "!", "▲": "^", "○": "o", "●": "*",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes text for one stream; without Unicode everything it writes is ASCII."""

    unicode: bool

    def __call__(self, text: str) -> str:
        if self.unicode:
            return text
        return text.translate(_ASCII).encode("ascii", "replace").decode()


def pen_for(stream: TextIO) -> Pen:
    """By the stream's encoding, as PYTHONIOENCODING and the locale decide it."""
    return Pen((stream.encoding or "ascii").lower().replace("-", "") in ("utf8", "utf16", "utf8sig"))
