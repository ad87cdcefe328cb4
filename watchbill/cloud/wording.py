"""An edit in words: CloudWatch's property names, values with units, long texts cut to what differs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from monitors.words import number
from watchbill.cloud.change import Risk
from watchbill.cloud.edit import ABSENT

if TYPE_CHECKING:
    from watchbill.cloud.change import ResourceChange
    from watchbill.cloud.edit import Edit

LONGEST = 72
CONTEXT = 2
"""Words shown on either side of what differs in a long text."""
DIGEST = re.compile(r"(?<![0-9a-f])([0-9a-f]{8})[0-9a-f]{32,}(?![0-9a-f])")
"""Of a function's code: its first digits tell two apart, and all of them only fill the line."""


def say_edit(edit: Edit, unit: str = "") -> tuple[str, str]:
    """The old and the new value, as they stand beside the arrow."""
    if isinstance(edit.before, str) and isinstance(edit.after, str):
        return narrow(DIGEST.sub(r"\1…", edit.before), DIGEST.sub(r"\1…", edit.after))
    return say_value(edit.before), say_value(edit.after) + (f" {unit}" if unit and edit.path == ("Threshold",) else "")


def say_value(value: Any) -> str:
    """A number grouped, a text as it is, anything larger as compact JSON cut to fit."""
    if value is ABSENT:
        return "(none)"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number(float(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def narrow(before: str, after: str) -> tuple[str, str]:
    """Both texts without what they share, but for a little context: `… rate > 5 % for …` → `… rate > 3 % for …`."""
    if max(len(before), len(after)) <= LONGEST:
        return before or "(empty)", after or "(empty)"
    old, new = before.split(), after.split()
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return _window(old, head, tail), _window(new, head, tail)


def say_risk(change: ResourceChange) -> str:
    """What a change risks, and what to do instead; empty for one that risks nothing."""
    subject = f"{change.noun} {change.name}"
    match change.risk:
        case Risk.DATA_LOSS:
            return f"{subject}: its {change.data} will be lost"
        case Risk.NAME_STAYS:
            refusal = "must be replaced under the same name, which CloudFormation refuses"
            return f"{subject} {refusal}: rename it, or deploy without it first, then with it"
        case Risk.NAME_TAKEN:
            return f"{subject}: {change.note}, so making it would fail: deploy the removal first"
        case Risk.RETAINED:
            return f"{subject} stays in the account (DeletionPolicy: Retain)"
        case None:
            return ""


def _shared(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _window(words: list[str], head: int, tail: int) -> str:
    start, end = max(head - CONTEXT, 0), min(len(words) - tail + CONTEXT, len(words))
    text = " ".join(words[start:end])
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return f"{'… ' if start else ''}{text}{' …' if end < len(words) and not text.endswith('…') else ''}"


def say_reason(reason: str) -> str:
    """CloudFormation's reason without the envelope of its resource handlers."""
    inner = re.match(r'Resource handler returned message: "(.*)"(?: \(RequestToken.*)?$', reason, re.DOTALL)
    return inner[1] if inner else reason
