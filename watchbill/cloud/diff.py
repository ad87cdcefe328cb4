"""Compares what is wanted with what is deployed: template texts in, changes out. No AWS, no printing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchbill.cloud.change import Action, ResourceChange, Risk, StackChange, Verb
from watchbill.cloud.edit import ABSENT, Edit, find_edits, unfold
from watchbill.cloud.template import ATTRIBUTES, EMPTY, read_template
from watchbill.cloud.widget_change import describe_widgets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.source import Source
    from watchbill.cloud.place import Place
    from watchbill.cloud.template import Definition, Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What became of one deployed resource without watchbill: edits from the template to life, or its end."""

    edits: tuple[Edit, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides of one stack. A text is empty where that side has no such stack."""

    stack: str
    unit: str
    desired: str = ""
    deployed: str = ""
    note: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    outside: Mapping[str, Outside] = field(default_factory=dict)


def diff_stack(sides: Sides, place: Place) -> StackChange:
    """The change of one stack. A template that cannot be parsed raises ValueError."""
    before = read_template(sides.deployed) if sides.deployed else EMPTY
    after = read_template(sides.desired) if sides.desired else EMPTY
    changes = [
        change
        for logical_id in sorted({*before.resources, *after.resources})
        if (change := _resource(sides, before.resources.get(logical_id), after.resources.get(logical_id), place))
    ]
    return StackChange(
        name=sides.stack,
        unit=sides.unit,
        verb=_verb(sides, changes, before, after),
        resources=tuple(changes),
        unchanged=len(after.resources) - sum(change.action is not Action.REMOVE for change in changes),
        note=sides.note,
    )


def _verb(sides: Sides, changes: list[ResourceChange], before: Template, after: Template) -> Verb:
    if not sides.desired:
        return Verb.REMOVE
    if not sides.deployed:
        return Verb.CREATE
    return Verb.UPDATE if changes or before.sections != after.sections or sides.note else Verb.KEEP


def _resource(sides: Sides, before: Definition | None, after: Definition | None, place: Place) -> ResourceChange | None:
    if after is None:
        assert before is not None  # noqa: S101 - one side has the id
        return _change(sides, Action.REMOVE, before, place, risk=_risk_of_removal(before))
    if before is None:
        return _change(sides, Action.ADD, after, place)
    outside = sides.outside.get(after.logical_id, Outside())
    if outside.deleted:
        return _change(sides, Action.ADD, after, place, outside=True)
    edits = tuple(_with_outside(_definition_edits(before, after), outside))
    if not edits:
        return None
    action = Action.REPLACE if _replaces(after, edits) else Action.CHANGE
    risk = _risk_of_replacement(before, after, place) if action is Action.REPLACE else None
    return _change(sides, action, after, place, edits=edits, risk=risk, note=describe_widgets(edits))


def _change(
    sides: Sides,
    action: Action,
    definition: Definition,
    place: Place,
    *,
    edits: tuple[Edit, ...] = (),
    risk: Risk | None = None,
    note: str = "",
    outside: bool = False,
) -> ResourceChange:
    return ResourceChange(
        action=action,
        stack=sides.stack,
        logical_id=definition.logical_id,
        type=definition.type,
        noun=definition.kind.noun,
        name=definition.name(place),
        edits=edits,
        risk=risk,
        data=definition.kind.data,
        note=note,
        rule=definition.tag("watchbill:rule"),
        part=definition.tag("watchbill:part"),
        outside=outside,
        source=sides.sources.get(definition.logical_id),
    )


def _definition_edits(before: Definition, after: Definition) -> list[Edit]:
    edits: list[Edit] = []
    if before.type != after.type:
        edits.append(Edit(path=("Type",), before=before.type, after=after.type))
    for key in dict.fromkeys((*before.properties, *after.properties)):
        edits += _property_edits(key, before.properties.get(key, ABSENT), after.properties.get(key, ABSENT))
    for key in ATTRIBUTES:
        edits += find_edits(before.attributes.get(key, ABSENT), after.attributes.get(key, ABSENT), (key,))
    return edits


def _property_edits(key: str, before: Any, after: Any) -> list[Edit]:
    whole = list(find_edits(before, after, (key,)))
    if not whole:
        return []
    # Text that holds JSON may differ in its spaces alone: CloudFormation updates for that too, so it is shown.
    return list(find_edits(unfold(before), unfold(after), (key,))) or whole


def _with_outside(edits: list[Edit], outside: Outside) -> list[Edit]:
    """An edit starts from the live value where that has left the template's."""
    found = {edit.path: edit for edit in edits}
    for live in outside.edits:
        wanted = found[live.path].after if live.path in found else live.before
        if wanted != live.after:
            found[live.path] = Edit(path=live.path, before=live.after, after=wanted, outside=True)
    return list(found.values())


def _replaces(after: Definition, edits: tuple[Edit, ...]) -> bool:
    return any(edit.path[0] == "Type" or edit.path[0] in after.kind.fixed for edit in edits)


def _risk_of_removal(before: Definition) -> Risk | None:
    if before.retained:
        return Risk.RETAINED
    return Risk.DATA_LOSS if before.kind.data else None


def _risk_of_replacement(before: Definition, after: Definition, place: Place) -> Risk | None:
    named = after.kind.name in after.kind.fixed and place.text(after.properties.get(after.kind.name))
    if named and named == place.text(before.properties.get(before.kind.name)):
        return Risk.NAME_STAYS
    kept = str(after.attributes.get("UpdateReplacePolicy", "Delete")) == "Retain"
    return Risk.DATA_LOSS if after.kind.data and not kept else None
