"""Rules that are off: with a reason, and not tuned on the side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.model.problem import Problem
    from monitors.spec.tree import Node, Path

ABOUT_BEING_OFF = ("enabled", "reason", "notes")


def tuned_while_off(layers: Sequence[Node | None], path: Path) -> Iterator[Problem]:
    """Tunings said by the layer that turns a rule off, or by one nearer. `layers` go from far to near."""
    said = [rules for layer in layers if layer is not None and (rules := layer.child("rules")) is not None]
    for symptom in {name: None for rules in said for name in (rules.mapping or {})}:
        yield from _tuned(symptom, [rule for rules in said if (rule := rules.child(symptom)) is not None], path)


def _tuned(symptom: str, levels: Sequence[Node], path: Path) -> Iterator[Problem]:
    speaking = [index for index, rule in enumerate(levels) if rule.child("enabled") is not None]
    if not speaking or levels[speaking[-1]].find("enabled").value is not False:  # type: ignore[union-attr]
        return
    off = levels[speaking[-1]].child("enabled")
    for rule in levels[speaking[-1] :]:
        for name, value in (rule.mapping or {}).items():
            if name not in ABOUT_BEING_OFF:
                yield place(
                    "tuning-disabled-rule",
                    f"`{name}` tunes `{symptom}`, which {off.source if off else ''} turns off",
                    value,
                    (*path, "rules", symptom, name),
                    help="remove it, or turn the rule on with `enabled: true`",
                    on_key=True,
                )
