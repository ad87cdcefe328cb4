"""What became of a dashboard's widgets, in one sentence instead of five hundred edits."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from watchbill.cloud.edit import ABSENT

if TYPE_CHECKING:
    from watchbill.cloud.edit import Edit

PATH = ("DashboardBody", "widgets")


def describe_widgets(edits: tuple[Edit, ...]) -> str:
    """`2 widgets changed, 1 added`; empty where no dashboard body is among the edits."""
    edit = next((edit for edit in edits if edit.path == PATH), None)
    if edit is None or ABSENT in (edit.before, edit.after):
        return ""
    nouns = ("changed", "moved", "added", "removed")
    counts = zip(_count(list(edit.before), list(edit.after)), nouns, strict=True)
    (first, noun), *rest = [(count, noun) for count, noun in counts if count]
    return ", ".join([f"{first} widget{'s' if first > 1 else ''} {noun}", *(f"{count} {noun}" for count, noun in rest)])


def _count(before: list[Any], after: list[Any]) -> tuple[int, int, int, int]:
    """Widgets changed, moved only, added, removed. Same content is the same widget; then the same title is."""
    old, new = Counter(map(_text, before)), Counter(map(_text, after))
    left, fresh = list((old - new).elements()), list((new - old).elements())
    bodies = Counter(_text(_unplaced(json.loads(text))) for text in left)
    moved = sum((bodies & Counter(_text(_unplaced(json.loads(text))) for text in fresh)).values())
    titles, others = Counter(map(_title, left)), Counter(map(_title, fresh))
    paired = sum((titles & others).values())
    return max(paired - moved, 0), moved, len(fresh) - paired, len(left) - paired


def _text(widget: Any) -> str:
    return json.dumps(widget, sort_keys=True)


def _unplaced(widget: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in widget.items() if key not in ("x", "y", "width", "height")}


def _title(text: str) -> str:
    widget = json.loads(text)
    properties = widget.get("properties", {})
    return f"{widget.get('type')}/{properties.get('title') or str(properties.get('markdown', ''))[:40]}"
