"""What a model's fields are, read off once: for defaults, did-you-mean and references."""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.spec.tree import Node, Path


@dataclass(frozen=True, slots=True)
class Refers:
    """Metadata of a field whose value is a key of one of these sections: `Annotated[Key, Refers("streams")]`."""

    sections: tuple[str, ...]

    def __init__(self, *sections: str) -> None:
        object.__setattr__(self, "sections", sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """`models` are those of the value itself, of a list's items or of a dict's values, as `container` says."""

    required: bool
    default: Any
    models: tuple[type[BaseModel], ...]
    container: type[list[Any]] | type[dict[Any, Any]] | None
    refers: tuple[str, ...]


@cache
def fields_of(model: type[BaseModel]) -> Mapping[str, FieldShape]:
    """The shapes of a model's fields by name."""
    return {name: _shape(field) for name, field in model.model_fields.items()}


def _shape(field: Any) -> FieldShape:
    annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    models: list[type[BaseModel]] = []
    containers: list[Any] = []
    refers: list[str] = []
    _scan(annotation, models, containers, refers)
    default = PydanticUndefined
    if not field.is_required() and not (models and field.default_factory):  # a model's defaults are its fields' own
        default = field.get_default(call_default_factory=True)
    return FieldShape(
        required=field.is_required(),
        default=default,
        models=tuple(models),
        container=containers[0] if containers else None,
        refers=tuple(refers),
    )


def _scan(annotation: Any, models: list[type[BaseModel]], containers: list[Any], refers: list[str]) -> None:
    """Collect the models, containers and references that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        refers += [section for item in metadata if isinstance(item, Refers) for section in item.sections]
        _scan(inner, models, containers, refers)
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            _scan(part, models, containers, refers)
    elif origin in (list, dict):
        containers.append(origin)
        _scan(get_args(annotation)[-1], models, containers, refers)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        models.append(annotation)


def models_at(model: type[BaseModel], path: Path) -> tuple[type[BaseModel], ...]:
    """The models a mapping at a path may have; empty where it is no model's."""
    current: tuple[type[BaseModel], ...] = (model,)
    container: Any = None
    for part in path:
        if container is not None:  # this part is a list's index or a dict's key
            container = None
            continue
        shapes = [fields_of(candidate)[part] for candidate in current if part in fields_of(candidate)]  # type: ignore[index]
        current = tuple(found for shape in shapes for found in shape.models)
        container = next((shape.container for shape in shapes), None)
    return current if container is None else ()


@lru_cache(maxsize=4096)
def default_at(model: type[BaseModel], path: Path) -> Any:
    """The built-in default of the field at a path; PydanticUndefined where there is none."""
    owners = models_at(model, path[:-1])
    shapes = [fields_of(owner).get(str(path[-1])) for owner in owners]
    return shapes[0].default if len(shapes) == 1 and shapes[0] is not None else PydanticUndefined


@cache
def _referring(model: type[BaseModel]) -> Mapping[str, FieldShape]:
    """The fields of a model that refer to something, or hold models that do."""
    return {
        name: shape
        for name, shape in fields_of(model).items()
        if shape.refers or any(_referring(inner) for inner in shape.models)
    }


def find_references(
    node: Node, model: type[BaseModel], path: Path = ()
) -> Iterator[tuple[tuple[str, ...], Path, Node]]:
    """(sections, path, value) of everything below `node` that names a key elsewhere, be the rest valid or not."""
    if not isinstance(node.value, dict):
        return
    for name, shape in _referring(model).items():
        child = node.value.get(name)
        if child is None:
            continue
        entries: list[tuple[Path, Node]] = [((*path, name), child)]
        if shape.container is list and isinstance(child.value, list):
            entries = [((*path, name, index), item) for index, item in enumerate(child.value)]
        elif shape.container is dict and isinstance(child.value, dict):
            entries = [((*path, name, key), item) for key, item in child.value.items()]
        for place, entry in entries:
            if shape.refers and isinstance(entry.value, str):
                yield shape.refers, place, entry
            for inner in shape.models:
                yield from find_references(entry, inner, place)
