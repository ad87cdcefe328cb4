"""Evaluates a resource's or a role's policy on paper: may this principal do that? Nothing is tried out.

IAM's rules for one policy document: an explicit Deny wins, then an Allow, else no. What this does not know (an
operator, a NotPrincipal) is told as Undecided rather than guessed.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Json = dict[str, Any]


class Undecided(Exception):  # noqa: N818 - an answer, not an error
    """The policy has something in it that this reading of it does not know."""


def parse(text: str | Json) -> Json:
    """A policy as APIs give it: JSON text, or decoded already."""
    found: Json = json.loads(text) if isinstance(text, str) else text
    return found


def allows(
    policies: Iterable[Json],
    action: str,
    resource: str,
    *,
    principal: str = "",
    context: Mapping[str, str] | None = None,
) -> bool:
    """Whether the documents together allow it. `principal` is a service or an ARN; empty for a role's own policies.

    `context` has the request's keys, in lower case. Raises Undecided.
    """
    verdict = False
    for policy in policies:
        for statement in _listed(policy.get("Statement")):
            if not _fits(statement, action, resource, principal, context or {}):
                continue
            if statement.get("Effect") == "Deny":
                return False
            verdict = True
    return verdict


def _fits(statement: Json, action: str, resource: str, principal: str, context: Mapping[str, str]) -> bool:
    if principal and not _names(statement, principal):
        return False
    if not _any(statement, "Action", action.lower(), str.lower) or not _any(statement, "Resource", resource, str):
        return False
    return all(
        _holds(operator, key.lower(), _listed(wanted), context)
        for operator, conditions in (statement.get("Condition") or {}).items()
        for key, wanted in conditions.items()
    )


def _names(statement: Json, principal: str) -> bool:
    if "NotPrincipal" in statement:
        raise Undecided("NotPrincipal")
    named = statement.get("Principal", {})
    if named == "*":
        return True
    values = [value for kind in ("Service", "AWS") for value in _listed(named.get(kind))]
    return principal in values or "*" in values


def _any(statement: Json, key: str, subject: str, fold: Callable[[str], str]) -> bool:
    """Action or NotAction, Resource or NotResource; a statement of a trust policy has no Resource."""
    if f"Not{key}" in statement:
        return not any(fnmatchcase(subject, fold(pattern)) for pattern in _listed(statement[f"Not{key}"]))
    if key not in statement:
        return key == "Resource"
    return any(fnmatchcase(subject, fold(pattern)) for pattern in _listed(statement[key]))


_POSITIVE: dict[str, Callable[[str, str], bool]] = {
    "stringequals": lambda have, want: have == want,
    "stringequalsignorecase": lambda have, want: have.lower() == want.lower(),
    "stringlike": fnmatchcase,
    "arnequals": fnmatchcase,
    "arnlike": fnmatchcase,
    "bool": lambda have, want: have.lower() == want.lower(),
}
_NEGATIVE = {"stringnotequals": "stringequals", "stringnotlike": "stringlike", "arnnotlike": "arnlike",
             "arnnotequals": "arnequals"}  # fmt: skip


def _holds(operator: str, key: str, wanted: list[Any], context: Mapping[str, str]) -> bool:
    name = operator.lower()
    optional, name = name.endswith("ifexists"), name.removesuffix("ifexists")
    values = [str(value).lower() if isinstance(value, bool) else str(value) for value in wanted]
    if name in _NEGATIVE:
        return key not in context or not any(_POSITIVE[_NEGATIVE[name]](context[key], value) for value in values)
    if name not in _POSITIVE:
        raise Undecided(f"the operator {operator}")
    if key not in context:
        return optional
    return any(_POSITIVE[name](context[key], value) for value in values)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
