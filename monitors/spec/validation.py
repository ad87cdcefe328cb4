"""Located tree + model → instance, or problems with their places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from monitors.model.problem import Problem
from monitors.spec.shape import fields_of, models_at
from monitors.spec.suggest import suggest
from monitors.spec.tree import Path, dotted
from monitors.spec.wording import explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydantic_core import ErrorDetails

    from monitors.spec.tree import Node

ModelT = TypeVar("ModelT", bound=BaseModel)


def validate(
    model: type[ModelT], node: Node, path: Path, ready: Mapping[str, Any] | None = None
) -> tuple[ModelT | None, list[Problem]]:
    """An instance of `model` made of `node`, which stands at `path`; None where there are problems.

    `ready` holds fields that are validated already and shared between resources.
    """
    data = node.data()
    if ready is not None:
        data = {**(data or {}), **ready}
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(details, node, path, model) for details in error.errors(include_url=False)]


def partial_problems(model: type[BaseModel], node: Node, path: Path) -> Iterator[Problem]:
    """What is wrong with a mapping that need not be complete, as one under `defaults:`."""
    for found in validate(model, node, path)[1]:
        if found.code != "missing-key" or found.path.count(".") > len(path):
            yield found


def _problem(error: ErrorDetails, node: Node, path: Path, model: type[BaseModel]) -> Problem:
    steps, found, rest = _descend(node, (*error["loc"], *_field(error)))
    known = (*path, *steps)
    if error["type"] == "extra_forbidden":
        return unknown_key(found, known, _names_at(model, steps[:-1]))
    if error["type"] == "missing":
        return missing_key(found, known, str(rest[-1]), models_at(model, steps))
    if error["type"] == "union_tag_not_found":
        return missing_key(found, known, _discriminator(error), models_at(model, steps))
    code, message, advice = explain(error)
    if "[key]" in rest:
        return place("invalid-key", f"`{known[-1]}` is no key", found, known, help=advice, on_key=True)
    if known and "-" not in error["type"]:
        message = f"`{known[-1]}` {message}"
    return place(code, message, found, known, help=advice)


def _field(error: ErrorDetails) -> tuple[str, ...]:
    """Which key below pydantic's location is meant: model validators say it in `field`, unions by their tag."""
    if error["type"] == "union_tag_invalid":
        return (_discriminator(error),)
    name = error.get("ctx", {}).get("field", "")
    return tuple(str(name).split(".")) if name else ()


def _discriminator(error: ErrorDetails) -> str:
    return str(error["ctx"]["discriminator"]).strip("'")


def _descend(node: Node, location: tuple[str | int, ...]) -> tuple[Path, Node, tuple[str | int, ...]]:
    """Follow pydantic's location as far as the tree goes; its union tags are no keys of ours, so they are skipped."""
    steps: list[str | int] = []
    rest: list[str | int] = []
    alias = node.alias
    for part in location:
        child = node.child(part) if not (isinstance(part, str) and rest and rest[-1] == part) else None
        if child is None:
            rest.append(part)
        else:
            node = child if child.alias is not None or alias is None else replace(child, alias=alias)
            alias = node.alias
            steps.append(part)
    return tuple(steps), node, tuple(rest)


def _names_at(model: type[BaseModel], path: Path) -> set[str]:
    return {name for found in models_at(model, path) for name in fields_of(found)}


def unknown_key(
    node: Node, path: Path, known: Iterable[str], *, code: str = "unknown-key", what: str = "key"
) -> Problem:
    """A key that nothing reads."""
    name = str(path[-1])
    return place(code, f"unknown {what} `{name}`", node, path, help=suggest(name, known, what="known"), on_key=True)


def missing_key(node: Node, path: Path, name: str, owners: tuple[type[BaseModel], ...]) -> Problem:
    """A key that must be given. The mapping it belongs into is marked."""
    field = next((owner.model_fields[name] for owner in owners if name in owner.model_fields), None)
    example = f", e.g. {field.examples[0]}" if field is not None and field.examples else ""
    about = f"{(field.description or '').rstrip('.')}{example}" if field is not None else ""
    return place("missing-key", f"`{name}` is missing", node, (*path, name), help=about, on_key=True)


def place(code: str, message: str, node: Node, path: Path, *, help: str = "", on_key: bool = False) -> Problem:  # noqa: A002
    """A problem at a node: at its key for what concerns the key, at its value otherwise."""
    span = node.key if on_key and node.key is not None else node.span
    if node.alias is not None:
        message = f"{message} (through the alias in line {node.alias[0]})"
    source = node.key_source if on_key else node.source
    return Problem(code=code, message=message, source=source, path=dotted(path), help=help, width=span[2])
