"""What a rule says of itself: what `explain`, the runbooks and docs/rules.md print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.alarm import Priority, Severity

HEADINGS = ("Watches", "Hurts", "Wrong when", "First", "Then", "Prevent", "Form")
REQUIRED = HEADINGS[:6]


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """`first`, `then` and `prevent` are steps, one an item; the rest are paragraphs."""

    symptom: str
    watches: str
    hurts: str
    wrong_when: str
    first: tuple[str, ...]
    then: tuple[str, ...]
    prevent: tuple[str, ...]
    form: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Required headings that the docstring lacks."""
        return tuple(h for h in REQUIRED if not getattr(self, h.lower().replace(" ", "_")))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """A rule of the catalogue as generators see it. `title` is the symptom in words: `Error rate high`."""

    id: str
    title: str
    priority: Priority
    severity: Severity
    source: str
    essay: Essay
