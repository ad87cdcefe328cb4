"""CloudFormation's condition functions, three-valued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitors.evaluator.intake.intrinsic import written

if TYPE_CHECKING:
    from monitors.evaluator.intake.resolver import Resolver

_MAX_DEPTH = 30


def truth(resolver: Resolver, value: object, depth: int = 0) -> bool | None:
    """None where a part of the condition is open and the rest does not decide. Never raises."""
    if depth >= _MAX_DEPTH or not isinstance(value, Mapping) or len(value) != 1:
        return None
    ((name, argument),) = value.items()
    if name == "Condition":
        return truth(resolver, resolver.section("Conditions").get(str(argument)), depth + 1)
    if not isinstance(argument, list) or not argument:
        return None
    if name == "Fn::Equals":
        sides = [written(resolver.visit(part)) for part in argument]
        return None if len(sides) != 2 or "${" in "".join(sides) else sides[0] == sides[1]
    parts = [truth(resolver, part, depth + 1) for part in argument]
    match name:
        case "Fn::Not":
            return None if parts[0] is None else not parts[0]
        case "Fn::And":
            return False if False in parts else None if None in parts else True
        case "Fn::Or":
            return True if True in parts else None if None in parts else False
    return None
