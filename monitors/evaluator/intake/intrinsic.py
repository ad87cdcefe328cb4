"""CloudFormation's intrinsic functions. Each takes the resolver and its argument; None means that it stays open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitors.evaluator.intake.resolver import Resolver

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_ESCAPED = re.compile(r"\$\{!([^}]*)\}")


def written(value: object) -> str:
    """A value as CloudFormation writes it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(written, value))
    return str(value) if isinstance(value, (str, int, float)) else ""


def _get_attribute(resolver: Resolver, argument: Any) -> Any:
    return resolver.attribute(argument if isinstance(argument, str) else ".".join(argument))


def _substitute(resolver: Resolver, argument: Any) -> str:
    text, local = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])

    def replace(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name in local:
            return written(resolver.visit(local[name]))
        return written(resolver.attribute(name) if "." in name else resolver.refer(name))

    return _ESCAPED.sub(r"${\1}", _VARIABLE.sub(replace, text))


def _join(resolver: Resolver, argument: Any) -> str | None:
    parts = resolver.visit(argument[1])
    return str(argument[0]).join(map(written, parts)) if isinstance(parts, list) else None


def _if(resolver: Resolver, argument: Any) -> Any:
    decided = resolver.condition(argument[0])
    if decided is None:
        return f"${{If {argument[0]}}}"
    return resolver.visit(argument[1] if decided else argument[2])


def _select(resolver: Resolver, argument: Any) -> Any:
    choices = resolver.visit(argument[1])
    return choices[int(resolver.visit(argument[0]))] if isinstance(choices, list) else None


def _split(resolver: Resolver, argument: Any) -> list[str] | None:
    text: str = resolver.visit(argument[1])
    return None if "${" in text else text.split(argument[0])


def _find(resolver: Resolver, argument: Any) -> Any:
    table, *keys = (str(resolver.visit(part)) for part in argument[:3])
    found: Any = resolver.section("Mappings").get(table)
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return resolver.visit(argument[3]["DefaultValue"]) if found is None and len(argument) > 3 else found


FUNCTIONS: dict[str, Callable[[Resolver, Any], Any]] = {
    "Fn::FindInMap": _find,
    "Fn::GetAtt": _get_attribute,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _substitute,
}
