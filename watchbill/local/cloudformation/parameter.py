"""Template parameters: defaults, previous values, and the rules a template sets for them."""

from __future__ import annotations

import re
from typing import Any

from watchbill.local.api.error import validation_error

_LISTS = ("CommaDelimitedList", "List<")
_PLAIN = ("String", "Number", "CommaDelimitedList")


def given_values(given: list[dict[str, Any]], previous: dict[str, str]) -> dict[str, str]:
    """Parameter key → text as the caller gave it, UsePreviousValue taken from the stack."""
    values: dict[str, str] = {}
    for parameter in given:
        key = parameter["ParameterKey"]
        if parameter.get("UsePreviousValue"):
            if key in previous:
                values[key] = previous[key]
        else:
            values[key] = parameter.get("ParameterValue", "")
    return values


def settle_parameters(declared: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Every declared parameter's text. Raises AwsError ValidationError for extra, missing or forbidden values."""
    extra = [key for key in given if key not in declared]
    if extra:
        raise validation_error(f"Parameters: [{', '.join(extra)}] do not exist in the template")
    values = {key: str(rule["Default"]) for key, rule in declared.items() if "Default" in rule} | given
    missing = [key for key in declared if key not in values]
    if missing:
        raise validation_error(f"Parameters: [{', '.join(missing)}] must have values")
    for key, rule in declared.items():
        _check(key, rule, values[key])
    return {key: values[key] for key in declared}


def typed_parameters(declared: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """What Ref answers: the text, or its parts for list types."""
    return {key: _typed(declared[key]["Type"], text) for key, text in values.items()}


def shown_parameters(declared: dict[str, Any], values: dict[str, str]) -> list[dict[str, str]]:
    """As DescribeStacks lists them: NoEcho values never leave."""
    hidden = {key for key, rule in declared.items() if str(rule.get("NoEcho", "")).lower() == "true"}
    return [{"ParameterKey": k, "ParameterValue": "****" if k in hidden else v} for k, v in values.items()]


def _typed(kind: str, text: str) -> Any:
    if kind.startswith(_LISTS):
        return [part.strip() for part in text.split(",")] if text else []
    return text


def _check(key: str, rule: dict[str, Any], text: str) -> None:
    kind = rule.get("Type", "")
    if kind not in _PLAIN and not kind.startswith(("List<", "AWS::")):
        raise validation_error(f"Template format error: Unrecognized parameter type: {kind}")
    if kind.startswith("AWS::SSM::"):
        raise validation_error(f"The embedded cloud does not emulate parameters of type {kind} ({key})")
    for part in _typed("CommaDelimitedList", text) if kind.startswith(_LISTS) else [text]:
        complaint = _complaint(rule, kind, part)
        if complaint:
            detail = rule.get("ConstraintDescription") or complaint
            raise validation_error(f"Parameter '{key}' {detail}")


def _complaint(rule: dict[str, Any], kind: str, part: str) -> str:
    if "Number" in kind and not re.fullmatch(r"-?\d+(\.\d+)?", part):
        return "must be a number."
    allowed = [str(value) for value in rule.get("AllowedValues", [])]
    if allowed and part not in allowed:
        return "must be one of AllowedValues"
    if "AllowedPattern" in rule and not re.fullmatch(rule["AllowedPattern"], part):
        return f"must match pattern {rule['AllowedPattern']}"
    if len(part) < int(rule.get("MinLength", 0)):
        return f"must contain at least {rule['MinLength']} characters"
    if "MaxLength" in rule and len(part) > int(rule["MaxLength"]):
        return f"must contain at most {rule['MaxLength']} characters"
    if "MinValue" in rule and float(part) < float(rule["MinValue"]):
        return f"must be a number not less than {rule['MinValue']}"
    if "MaxValue" in rule and float(part) > float(rule["MaxValue"]):
        return f"must be a number not greater than {rule['MaxValue']}"
    return ""
