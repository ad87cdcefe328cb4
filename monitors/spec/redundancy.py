"""Overrides that change nothing: they look like a decision and are none (docs/adr/0003-cascade.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticUndefined

from monitors.model.problem import Problem
from monitors.spec.head import Head
from monitors.spec.layers import default_layers
from monitors.spec.shape import default_at
from monitors.spec.tree import dotted
from monitors.spec.wording import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitors.spec.layers import Layers, Sheet
    from monitors.spec.schema import KindSchema
    from monitors.spec.tree import Node, Path

    BuiltIn = Callable[[Path], Any]


def redundant_in_head(sheet: Sheet) -> Iterator[Problem]:
    """In the head: the document against built-in defaults, the overlay against the document."""
    for name in Head.model_fields:
        layers = [tree.child(name) for tree in (sheet.base, sheet.overlay) if tree is not None]
        yield from _redundant(layers, 0, lambda path: default_at(Head, path), (name,))


def redundant_in_defaults(sheet: Sheet, kind: KindSchema) -> Iterator[Problem]:
    """A team's own `defaults:` may pin what is built in; `defaults.<kind>` may not repeat `all`, an overlay neither."""
    stated = default_layers(sheet.base, kind)
    overlay = default_layers(sheet.overlay, kind)
    path = ("defaults", kind.name)
    yield from _redundant(stated, 1, _nothing, path)
    yield from _redundant((*stated, *overlay), len(stated), lambda inner: _built_in(kind, inner), path)


def redundant_in_resource(kind: KindSchema, layers: Layers) -> Iterator[Problem]:
    """In one resource: each of its layers against what it inherits.

    monitors.yaml travels between teams, so that it is held against built-in defaults only, not against a team's own.
    """

    def built_in(path: Path) -> Any:
        return _built_in(kind, path)

    path = (str(kind.section), layers.key)
    if layers.companion is not None:
        yield from _redundant((layers.companion,), 0, built_in, path)
    inherited = (layers.defaults, layers.companion)
    yield from _redundant((*inherited, layers.entry, layers.overlay), len(inherited), built_in, path)


def _redundant(layers: Sequence[Node | None], first: int, built_in: BuiltIn, path: Path) -> Iterator[Problem]:
    """Leaves of `layers[first:]`, from far to near, that repeat what holds without them."""
    for index in range(first, len(layers)):
        layer = layers[index]
        below = [far for far in layers[:index] if far is not None]
        if layer is not None:
            for inner, leaf in _leaves(layer, ()):
                problem = _repeats(leaf, inner, below, built_in, path)
                if problem is not None:
                    yield problem


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Scalars and whole lists: a list replaces what was there, so what its items say overrides nothing."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _leaves(child, (*path, key))
    elif path and node.value is not None:
        yield path, node
    elif not path and node.value is not None:
        yield (), node


def _repeats(leaf: Node, inner: Path, below: Sequence[Node], built_in: BuiltIn, path: Path) -> Problem | None:
    value = leaf.data()
    for far in reversed(below):
        said = far.find(*inner)
        if said is not None:
            where = f"as {said.source} already says" if _same(said.data(), value) else ""
            return _problem(leaf, (*path, *inner), value, where) if where else None
    default = built_in(inner or path)
    if default is not PydanticUndefined and _same(default, value):
        return _problem(leaf, (*path, *inner), value, "which is the default")
    return None


def _problem(leaf: Node, path: Path, value: Any, where: str) -> Problem:
    said = f"{_short(value)}, {where}" if not isinstance(value, list) else f"the same list, {where}"
    return Problem(
        code="override-changes-nothing",
        message=f"`{path[-1]}` changes nothing: without it, it is {said}",
        source=leaf.source,
        path=dotted(path),
        help="remove it; what it is by default need not be said",
        width=leaf.span[2],
    )


def _built_in(kind: KindSchema, path: Path) -> Any:
    if path[0] == "rules" and len(path) == 3 and path[2] in kind.standing.get(str(path[1]), {}):
        return kind.standing[str(path[1])][str(path[2])]
    return default_at(kind.model, path)


def _short(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return show(value).replace("the text ", "")


def _nothing(_: Path) -> Any:
    return PydanticUndefined


def _same(one: Any, other: Any) -> bool:
    """Equal, without Python's `True == 1`; an enum equals its text."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other
