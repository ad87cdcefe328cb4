"""Picks and compares parts of property objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation.coerce import same

if TYPE_CHECKING:
    from collections.abc import Iterable


def pick(source: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The members of `source` called `names`, absent ones left out."""
    return {name: source[name] for name in names if source.get(name) is not None}


def without(source: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name not in names}


def differs(old: dict[str, Any], new: dict[str, Any], *names: str) -> bool:
    """Whether any of `names` changes."""
    return any(not same(old.get(name), new.get(name)) for name in names)


def decapitalised(value: Any) -> Any:
    """Keys with a small first letter, as the newer services write what templates capitalise."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: decapitalised(item) for name, item in value.items()}
    return [decapitalised(item) for item in value] if isinstance(value, list) else value


def capitalised(value: Any) -> Any:
    """The way back."""
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: capitalised(item) for name, item in value.items()}
    return [capitalised(item) for item in value] if isinstance(value, list) else value


def alike(found: Any, wanted: Any) -> Any:
    """`found` reduced to the members that `wanted` states: what a service fills in by itself is no property."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {name: alike(found[name], wanted[name]) for name in wanted if name in found}
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [alike(item, other) for item, other in zip(found, wanted, strict=True)]
    return found
