"""YAML as CloudFormation writes it: `!Ref a`, `!GetAtt a.b`, `!Sub …` become `{Ref: a}`, `{Fn::GetAtt: [a, b]}`…"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from monitors.evaluator.intake.located import Located, UnreadableError
from monitors.model.source import Source

if TYPE_CHECKING:
    import yaml

_BARE = frozenset({"Ref", "Condition"})


def load_yaml(text: str, file: str) -> object:
    """The first document of the text. Raises UnreadableError with the place."""
    import yaml

    try:
        return yaml.load(text, Loader=_loader())  # noqa: S506 - derived from the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source = Source(file, mark.line + 1, mark.column + 1) if mark else Source(file, 1)
        raise UnreadableError(f"not YAML: {error.problem or error.context}", source) from None
    except yaml.YAMLError as error:
        raise UnreadableError(f"not YAML: {error}", Source(file, 1)) from None


@cache
def _loader() -> type[yaml.SafeLoader]:
    import yaml

    fastest: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(fastest):  # type: ignore[valid-type,misc]
        """Knows places and intrinsics, and leaves dates as they are written (AWSTemplateFormatVersion)."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in fastest.yaml_implicit_resolvers.items()
    }
    Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    Loader.add_multi_constructor("!", _intrinsic)
    return Loader


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Located:
    found = Located(_place(node))
    loader.flatten_mapping(node)
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        found[key] = loader.construct_object(value_node, deep=True)
        found.places[key] = _place(key_node)
    return found


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Located:
    import yaml

    value: Any = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = _mapping(loader, node)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    found = Located(_place(node))
    found[tag if tag in _BARE else f"Fn::{tag}"] = value
    return found


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
