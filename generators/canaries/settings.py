"""What monitors.yaml says of a check, held against what the check takes; names of the spec become physical ones."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from canaries.check import OPEN, REFERS, Check, find_checks
from generators.canaries.thing import candidates, thing_of
from monitors.model.problem import Problem
from monitors.scope import TRIGGER_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generators.artefact import JSON
    from monitors.model.canary import Check as Wanted
    from monitors.model.resource import Resource
    from monitors.scope import Scope

TYPES: Mapping[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


@dataclass(slots=True)
class Resolved:
    """A check as the runner takes it, the resources that its settings name, and what is wrong with it."""

    definition: JSON
    resources: dict[str, Resource[Any]]
    problems: list[Problem]


def resolve_check(wanted: Wanted, function: Resource[Any], scope: Scope) -> Resolved:
    """Every problem at once; a check with problems has no use but to tell them."""
    found = Resolved({"kind": wanted.kind, "within_seconds": wanted.within_seconds, "settings": {}}, {}, [])
    kind = find_checks().get(wanted.kind)
    if kind is None:
        found.problems.append(_unknown(wanted))
        return found
    fields = {field.name: field for field in dataclasses.fields(kind)}
    opened = next((field.name for field in fields.values() if field.metadata.get(OPEN)), "")
    for field in fields.values():
        if field.metadata.get(REFERS):
            _refer(wanted, field, function, scope, found)
        elif field.name != opened:
            found.problems += _take(wanted, field, found)
    others = {name: value for name, value in wanted.settings.items() if name not in fields}
    if opened:
        found.definition["settings"][opened] = others
    else:
        found.problems += [_surplus(wanted, name, list(fields)) for name in others]
    return found


def rights_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The check's IAM actions, by the setting that names what they are for."""
    check: type[Check] = find_checks()[kind]
    return check.RIGHTS


def _refer(
    wanted: Wanted, field: dataclasses.Field[Any], function: Resource[Any], scope: Scope, found: Resolved
) -> None:
    target = field.metadata[REFERS]
    named = wanted.settings.get(field.name)
    known = candidates(function, target, scope)
    if named is None and target == "function":
        named = function.key
    if named is None and len(known) == 1:
        (named,) = known
    if named in known:
        resource = scope.get(TRIGGER_KINDS[target], str(named))
        found.resources[field.name] = resource
        found.definition["settings"][field.name] = thing_of(resource)
        return
    listed = ", ".join(sorted(known)) or f"no {target}"
    message = f"check {wanted.kind} looks at a {target} that {function.key} does not use: {named}"
    if named is None:
        message = f"check {wanted.kind} needs to be told which {target}: {function.key} uses {listed}"
    found.problems.append(
        Problem(
            code="canary-check-refers",
            message=message,
            source=wanted.source,
            help=f"set {field.name}: to one of {listed}; add it to the function's uses: if it is missing there",
        )
    )


def _take(wanted: Wanted, field: dataclasses.Field[Any], found: Resolved) -> Iterator[Problem]:
    if field.name not in wanted.settings:
        if field.default is dataclasses.MISSING:
            yield Problem(
                code="canary-check-incomplete",
                message=f"check {wanted.kind} needs the setting {field.name}",
                source=wanted.source,
                help=f"add {field.name}: {field.metadata['description']}",
            )
        return
    value = wanted.settings[field.name]
    if not isinstance(value, TYPES[str(field.type)]) or (isinstance(value, bool) and field.type != "bool"):
        yield Problem(
            code="canary-check-type",
            message=f"check {wanted.kind}: {field.name} is {value!r}, expected {_words(str(field.type))}",
            source=wanted.source,
            help=str(field.metadata["description"]),
        )
        return
    found.definition["settings"][field.name] = value


def _unknown(wanted: Wanted) -> Problem:
    known = find_checks()
    close = get_close_matches(wanted.kind, known, n=1)
    return Problem(
        code="canary-check-unknown",
        message=f"there is no check {wanted.kind}",
        source=wanted.source,
        help=f"did you mean {close[0]}?" if close else f"one of {', '.join(known)}; docs/adding-a-check.md adds one",
    )


def _surplus(wanted: Wanted, name: str, known: list[str]) -> Problem:
    close = get_close_matches(name, known, n=1)
    return Problem(
        code="canary-check-setting",
        message=f"check {wanted.kind} has no setting {name}",
        source=wanted.source,
        help=f"did you mean {close[0]}?" if close else f"it takes {', '.join(known)}",
    )


def _words(kind: str) -> str:
    return {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}[kind]
