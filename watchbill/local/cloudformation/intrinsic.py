"""Evaluates intrinsic functions, conditions and pseudo-parameters of a template."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation.graph import SUB_VARIABLE, split_attribute

if TYPE_CHECKING:
    from collections.abc import Callable


class _Marker:
    """A value that is no value; compared by identity."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


UNKNOWN: Final = _Marker("UNKNOWN")
"""What a change set cannot know before it runs; anything computed from it is unknown too."""
NO_VALUE: Final = _Marker("AWS::NoValue")


@dataclass(slots=True, kw_only=True)
class Scope:
    """Where names get their values. `lookup(name, attribute)` answers for resources, "" meaning Ref."""

    parameters: dict[str, Any]
    pseudo: dict[str, Any]
    mappings: dict[str, Any]
    conditions: dict[str, Any]
    lookup: Callable[[str, str], Any]
    imported: Callable[[str], Any]
    _decided: dict[str, bool] = field(default_factory=dict)

    def holds(self, condition: str) -> bool:
        """Whether a named condition is true; each is evaluated once."""
        if condition not in self._decided:
            if condition not in self.conditions:
                raise validation_error(f"Template error: Unresolved condition {condition}")
            self._decided[condition] = self._test(self.conditions[condition])
        return self._decided[condition]

    def resolve(self, value: Any) -> Any:
        """`value` without functions; members that came out as AWS::NoValue are left out."""
        if isinstance(value, list):
            items = [self.resolve(item) for item in value]
            return [item for item in items if item is not NO_VALUE]
        if isinstance(value, str) and "{{resolve:" in value:
            raise validation_error(f"The embedded cloud does not emulate dynamic references: {value}")
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name,) = value
            function = _FUNCTIONS.get(name)
            if function is not None:
                return function(self, value[name])
            if name.startswith("Fn::"):
                raise validation_error(f"Template error: the embedded cloud does not emulate {name}")
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def _test(self, expression: Any) -> bool:
        if isinstance(expression, dict) and len(expression) == 1:
            ((name, argument),) = expression.items()
            if name == "Condition":
                return self.holds(argument)
            if name == "Fn::Equals":
                left, right = (self.resolve(side) for side in argument)
                return str(left) == str(right)
            if name == "Fn::Not":
                return not self._test(argument[0])
            if name == "Fn::And":
                return all(self._test(part) for part in argument)
            if name == "Fn::Or":
                return any(self._test(part) for part in argument)
        raise validation_error(f"Template format error: {expression} is not a condition")

    def ref(self, name: str) -> Any:
        if name in self.parameters:
            return self.parameters[name]
        if name in self.pseudo:
            return self.pseudo[name]
        return self.lookup(name, "")

    def get_att(self, target: Any) -> Any:
        reference = split_attribute(target)
        return self.lookup(reference.name, reference.attribute)

    def sub(self, argument: Any) -> Any:
        text, variables = argument if isinstance(argument, list) else (argument, {})
        values: dict[str, Any] = {}
        for name in SUB_VARIABLE.findall(text):
            if name in variables:
                values[name] = self.resolve(variables[name])
            else:
                values[name] = self.get_att(name) if "." in name else self.ref(name)
        if any(value is UNKNOWN for value in values.values()):
            return UNKNOWN
        filled = SUB_VARIABLE.sub(lambda match: as_text(values[match.group(1)]), text)
        return filled.replace("${!", "${")

    def join(self, argument: Any) -> Any:
        separator, items = argument
        parts = self.resolve(items)
        if parts is UNKNOWN or any(part is UNKNOWN for part in parts):
            return UNKNOWN
        if any(isinstance(part, (dict, list)) for part in parts):
            raise validation_error("Template error: every Fn::Join object requires a list of strings")
        return separator.join(as_text(part) for part in parts)

    def select(self, argument: Any) -> Any:
        index, items = self.resolve(argument[0]), self.resolve(argument[1])
        if items is UNKNOWN:
            return UNKNOWN
        if not 0 <= int(index) < len(items):
            raise validation_error(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
        return items[int(index)]

    def split(self, argument: Any) -> Any:
        separator, text = argument[0], self.resolve(argument[1])
        return UNKNOWN if text is UNKNOWN else text.split(separator)

    def choose(self, argument: Any) -> Any:
        condition, yes, no = argument
        return self.resolve(yes if self.holds(condition) else no)

    def import_value(self, argument: Any) -> Any:
        name = self.resolve(argument)
        return UNKNOWN if name is UNKNOWN else self.imported(name)

    def find_in_map(self, argument: Any) -> Any:
        name, top, second = (self.resolve(part) for part in argument)
        try:
            return self.mappings[name][top][second]
        except KeyError:
            raise validation_error(f"Template error: Unable to get mapping for {name}::{top}::{second}") from None

    def encode(self, argument: Any) -> Any:
        text = self.resolve(argument)
        return UNKNOWN if text is UNKNOWN else base64.b64encode(text.encode()).decode()


_FUNCTIONS: dict[str, Callable[[Scope, Any], Any]] = {
    "Ref": Scope.ref,
    "Fn::GetAtt": Scope.get_att,
    "Fn::Sub": Scope.sub,
    "Fn::Join": Scope.join,
    "Fn::Select": Scope.select,
    "Fn::Split": Scope.split,
    "Fn::If": Scope.choose,
    "Fn::ImportValue": Scope.import_value,
    "Fn::FindInMap": Scope.find_in_map,
    "Fn::Base64": Scope.encode,
}


def as_text(value: Any) -> str:
    """A scalar as CloudFormation writes it into a string: booleans in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_known(value: Any) -> bool:
    """Whether no part of `value` is UNKNOWN."""
    if isinstance(value, dict):
        return all(is_known(item) for item in value.values())
    if isinstance(value, list):
        return all(is_known(item) for item in value)
    return value is not UNKNOWN
