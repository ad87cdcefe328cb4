"""The smallest edits that turn one JSON value into another, each with a path a person can read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = Any


class Absent:
    """What a property is where it is not there: None is a value of its own."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absent()
IDENTITIES = ("Id", "Key", "Sid", "AttributeName", "IndexName", "Name")
"""Members that tell the items of a CloudFormation list apart, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One value of a resource that differs. `outside` says that somebody changed it without watchbill.

    `path` holds property names; the step into a list item is its identity (`m1`, `watchbill:rule`).
    """

    path: tuple[str, ...]
    before: JSON
    after: JSON
    outside: bool = False

    @property
    def name(self) -> str:
        """`Metrics.m1.MetricStat.Period`."""
        return ".".join(self.path)


def find_edits(before: JSON, after: JSON, path: tuple[str, ...] = ()) -> Iterator[Edit]:
    """Empty exactly when both are equal. Lists whose items have no identity, or another order, are edited whole."""
    if _equal(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from find_edits(before.get(key, ABSENT), after.get(key, ABSENT), (*path, str(key)))
        return
    old, new = keyed(before), keyed(after)
    if old is not None and new is not None and _same_order(list(old), list(new)):
        for key in dict.fromkeys((*old, *new)):
            yield from find_edits(old.get(key, ABSENT), new.get(key, ABSENT), (*path, key))
        return
    yield Edit(path=path, before=before, after=after)


def keyed(value: JSON) -> dict[str, JSON] | None:
    """A list of objects by their identity, or None where they have none in common."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    for identity in IDENTITIES:
        names = [item.get(identity) for item in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return None


def unfold(value: JSON) -> JSON:
    """JSON inside text (a dashboard's body, a policy) as JSON, Fn::Sub around it taken off; anything else as it is."""
    if isinstance(value, dict) and list(value) == ["Fn::Sub"] and isinstance(value["Fn::Sub"], str):
        inner = unfold(value["Fn::Sub"])
        return value if isinstance(inner, str) else inner
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _equal(before: JSON, after: JSON) -> bool:
    """Python thinks that 1 is True; a template does not."""
    if isinstance(before, bool) != isinstance(after, bool):
        return False
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_equal(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_equal, before, after))
    return bool(before == after)


def _same_order(old: list[str], new: list[str]) -> bool:
    """Whether `new` is `old` with items taken out and others put at its end."""
    kept = [name for name in old if name in new]
    return new[: len(kept)] == kept and not set(new[len(kept) :]) & set(old)
