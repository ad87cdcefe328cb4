"""Fits template values to an API: CloudFormation takes "5" and "true" where a service wants 5 and true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import Shape


def coerce_parameters(shape: Shape | None, value: Any) -> Any:
    """`value` with text turned into the number or boolean that `shape` asks for, and numbers into text."""
    kind = shape.type_name if shape is not None else ""
    if kind == "structure" and isinstance(value, dict):
        members = shape.members  # type: ignore[union-attr]
        return {name: coerce_parameters(members.get(name), item) for name, item in value.items()}
    if kind == "list" and isinstance(value, list):
        return [coerce_parameters(shape.member, item) for item in value]  # type: ignore[union-attr]
    if kind == "map" and isinstance(value, dict):
        return {name: coerce_parameters(shape.value, item) for name, item in value.items()}  # type: ignore[union-attr]
    return _coerce_scalar(kind, value)


def _coerce_scalar(kind: str, value: Any) -> Any:
    if kind in ("integer", "long") and isinstance(value, (str, float)):
        return int(value)
    if kind in ("float", "double") and isinstance(value, (str, int)) and not isinstance(value, bool):
        return float(value)
    if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "string" and isinstance(value, bool):
        return str(value).lower()
    if kind == "string" and isinstance(value, (int, float)):
        return str(value)
    if kind == "string" and isinstance(value, (dict, list)):
        return as_json(value)  # policies and patterns are objects in a template and text in an API
    return value


def as_json(value: Any) -> str:
    """A document as the text that the service stores; text stays as it is."""
    return value if isinstance(value, str) else json.dumps(value)


def same(left: Any, right: Any) -> bool:
    """Equality as CloudFormation sees it: 5 and "5", true and "true" are one, JSON text and its document too."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) or isinstance(right, dict):
        return _same_document(left, right)
    return bool(_canonical(left) == _canonical(right))


def _same_document(left: Any, right: Any) -> bool:
    text, document = (left, right) if isinstance(left, str) else (right, left)
    if not isinstance(text, str):
        return False
    try:
        return same(json.loads(text), document)
    except ValueError:
        return False


def _canonical(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and value.endswith(".0") and value[:-2].isdecimal():
        return value[:-2]
    return str(value) if isinstance(value, (int, float)) else value
