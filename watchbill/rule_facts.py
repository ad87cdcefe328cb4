"""What a rule says of itself, as plain data: for tables, JSON and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.catalogue import Entry

SHARED = frozenset(RuleTuning.model_fields)
"""Fields that every rule's tuning has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One threshold of a rule: its name in the spec, its default, its bounds in words, what it does."""

    name: str
    default: object
    bounds: str
    description: str


def settings_of(entry: Entry) -> tuple[Setting, ...]:
    """The rule's own thresholds, in the order they are declared."""
    return tuple(_settings(entry))


def _settings(entry: Entry) -> Iterator[Setting]:
    for name, field in entry.rule.Tuning.model_fields.items():
        if name not in SHARED:
            yield Setting(
                name=name,
                default=field.get_default(call_default_factory=True),
                bounds=_bounds(field.metadata),
                description=field.description or "",
            )


def _bounds(metadata: list[object]) -> str:
    words = {"gt": "> ", "ge": "≥ ", "lt": "< ", "le": "≤ ", "multiple_of": "in steps of ", "max_length": "at most "}
    found = [
        f"{word}{getattr(constraint, name):,g}"
        for constraint in metadata
        for name, word in words.items()
        if getattr(constraint, name, None) is not None
    ]
    return ", ".join(found)


def starts_on(entry: Entry) -> bool:
    """Whether the rule is on unless the spec says otherwise."""
    return bool(entry.rule.Tuning.model_fields["enabled"].default)


def as_json(entry: Entry) -> dict[str, object]:
    """Everything about a rule, JSON-ready."""
    essay = entry.essay
    return {
        "id": entry.id,
        "title": entry.title,
        "priority": entry.rule.priority.value,
        "severity": entry.rule.severity.value,
        "on": starts_on(entry),
        "reason_off": None if starts_on(entry) else entry.rule.Tuning.model_fields["reason"].default,
        "source": entry.rule.source,
        "covers": list(entry.rule.covers),
        "settings": [
            {"name": s.name, "default": s.default, "bounds": s.bounds, "description": s.description}
            for s in settings_of(entry)
        ],
        "symptom": essay.symptom,
        "watches": essay.watches,
        "hurts": essay.hurts,
        "wrong_when": essay.wrong_when,
        "first": list(essay.first),
        "then": list(essay.then),
        "prevent": list(essay.prevent),
        "form": essay.form,
    }
