"""The plan of one stack, as a table: two templates in, the changes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.cloud.change import Action, Risk, Verb
from watchbill.cloud.diff import Outside, Sides, diff_stack
from watchbill.cloud.edit import Edit

from .stacks import PLACE, alarm, dashboard, queue, template, widget

ROLE = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}
TABLE_NAME = {"Fn::Sub": "${AWS::Region}-t"}


def table(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": TABLE_NAME, **properties}}


def permission(arn: str) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Permission", "Properties": {"SourceArn": arn}}


@pytest.mark.parametrize(
    ("before", "after", "action", "name", "edits", "risk"),
    [
        (None, alarm("a"), Action.ADD, "a", [], None),
        (alarm("a"), None, Action.REMOVE, "a", [], None),
        (alarm("a"), alarm("a", Threshold=3), Action.CHANGE, "a", [("Threshold", 5, 3)], None),
        (alarm("a"), alarm("b"), Action.REPLACE, "b", [("AlarmName", "a", "b")], None),
        (queue("q"), None, Action.REMOVE, "q", [], Risk.DATA_LOSS),
        (queue("q", DeletionPolicy="Retain"), None, Action.REMOVE, "q", [], Risk.RETAINED),
        (queue("q"), queue("p"), Action.REPLACE, "p", [("QueueName", "q", "p")], Risk.DATA_LOSS),
        (
            queue("q", UpdateReplacePolicy="Retain"),
            queue("p", UpdateReplacePolicy="Retain"),
            Action.REPLACE,
            "p",
            [("QueueName", "q", "p")],
            None,
        ),
        (
            table(KeySchema="a"),
            table(KeySchema="b"),
            Action.REPLACE,
            "us-east-1-t",
            [("KeySchema", "a", "b")],
            Risk.NAME_STAYS,
        ),
        (permission("a"), permission("b"), Action.REPLACE, "X", [("SourceArn", "a", "b")], None),
        (queue("q"), queue("q", DelaySeconds=5), Action.CHANGE, "q", [("DelaySeconds", None, 5)], None),
        (
            queue("q"),
            queue("q", DeletionPolicy="Retain"),
            Action.CHANGE,
            "q",
            [("DeletionPolicy", None, "Retain")],
            None,
        ),
    ],
    ids=[
        "new", "gone", "threshold", "renamed-alarm", "queue-gone", "queue-kept", "queue-renamed", "queue-renamed-kept",
        "key-schema", "unnamed-replaced", "property-added", "policy",
    ],
)  # fmt: skip
def test_one_resource(
    before: Any, after: Any, action: Action, name: str, edits: list[tuple[str, Any, Any]], risk: Risk | None
) -> None:
    old, new = ({"X": side} if side else {"Role": ROLE} for side in (before, after))
    change = diff_stack(
        Sides(stack="s", unit="u", deployed=template({**old, "Role": ROLE}), desired=template({**new, "Role": ROLE})),
        PLACE,
    )
    (found,) = change.resources
    assert (found.action, found.name, found.risk, found.logical_id) == (action, name, risk, "X")
    shown = [(e.name, *(None if repr(v) == "absent" else v for v in (e.before, e.after))) for e in found.edits]
    assert shown == edits
    assert change.verb is Verb.UPDATE
    assert change.unchanged == 1


@pytest.mark.parametrize(
    ("after", "note"),
    [
        ([widget("a", period=60), widget("b")], "1 widget changed"),
        ([widget("a"), widget("b"), widget("c"), widget("d")], "2 widgets added"),
        ([widget("a")], "1 widget removed"),
        ([widget("b", y=6), widget("a", y=12)], "2 widgets moved"),
        ([widget("a", period=60), widget("c")], "1 widget changed, 1 added, 1 removed"),
    ],
    ids=["changed", "added", "removed", "moved", "all"],
)
def test_a_dashboard_in_a_sentence(after: list[Any], note: str) -> None:
    sides = Sides(
        stack="s",
        unit="u",
        deployed=template({"D": dashboard("d", widget("a"), widget("b"))}),
        desired=template({"D": dashboard("d", *after)}),
    )
    assert diff_stack(sides, PLACE).resources[0].note == note


def test_text_that_only_spells_its_json_otherwise_is_still_a_change() -> None:
    """CloudFormation compares text: a plan that kept silent would be followed by an update."""
    one, two = (dashboard("d", widget("a")) for _ in range(2))
    two["Properties"]["DashboardBody"] += "\n"
    sides = Sides(stack="s", unit="u", deployed=template({"D": one}), desired=template({"D": two}))
    assert diff_stack(sides, PLACE).verb is Verb.UPDATE


@pytest.mark.parametrize(
    ("sides", "verb"),
    [
        ({"desired": template({"A": alarm("a")})}, Verb.CREATE),
        ({"deployed": template({"A": alarm("a")})}, Verb.REMOVE),
        ({}, Verb.REMOVE),
        ({"desired": template({"A": alarm("a")}), "deployed": template({"A": alarm("a")})}, Verb.KEEP),
        (
            {"desired": template({"A": alarm("a")}), "deployed": template({"A": alarm("a")}), "note": "busy"},
            Verb.UPDATE,
        ),
        (
            {
                "desired": template({"A": alarm("a")}, Outputs={"O": {"Value": "1"}}),
                "deployed": template({"A": alarm("a")}),
            },
            Verb.UPDATE,
        ),
        (
            {
                "desired": template({"A": alarm("a")}, Description="new", Metadata={"x": 1}),
                "deployed": template({"A": alarm("a")}),
            },
            Verb.KEEP,
        ),
    ],
    ids=["new", "orphan", "orphan-without-template", "same", "busy", "outputs", "description-alone"],
)
def test_the_stack_as_a_whole(sides: dict[str, Any], verb: Verb) -> None:
    assert diff_stack(Sides(stack="s", unit="u", **sides), PLACE).verb is verb


@pytest.mark.parametrize(
    ("outside", "threshold", "expected"),
    [
        (Outside(edits=(Edit(path=("Threshold",), before=5.0, after=9.0),)), 5, [(9.0, 5.0, True)]),
        (Outside(edits=(Edit(path=("Threshold",), before=5.0, after=9.0),)), 3, [(9.0, 3, True)]),
        (Outside(edits=(Edit(path=("Threshold",), before=5.0, after=3.0),)), 3, [(5, 3, False)]),
        (Outside(), 5, []),
    ],
    ids=["brought-back", "live-to-wanted", "already-so", "untouched"],
)
def test_what_was_changed_outside_starts_from_life(outside: Outside, threshold: float, expected: list[Any]) -> None:
    sides = Sides(
        stack="s",
        unit="u",
        deployed=template({"A": alarm("a")}),
        desired=template({"A": alarm("a", Threshold=threshold)}),
        outside={"A": outside},
    )
    change = diff_stack(sides, PLACE)
    edits = [edit for resource in change.resources for edit in resource.edits]
    assert [(edit.before, edit.after, edit.outside) for edit in edits] == expected
    assert change.drifted == any(outside for *_, outside in expected)


def test_what_was_deleted_outside_is_made_again() -> None:
    text = template({"A": alarm("a")})
    change = diff_stack(
        Sides(stack="s", unit="u", deployed=text, desired=text, outside={"A": Outside(deleted=True)}), PLACE
    )
    assert [(r.action, r.outside) for r in change.resources] == [(Action.ADD, True)]
    assert change.drifted


TEMPLATES = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D"]),
    st.builds(alarm, st.sampled_from(["x", "y", "z"]), Threshold=st.integers(0, 3), Period=st.sampled_from([10, 60]))
    | st.builds(queue, st.sampled_from(["q", "p"]), DelaySeconds=st.integers(0, 2)),
).map(template)


@given(TEMPLATES)
def test_a_stack_does_not_differ_from_itself(text: str) -> None:
    change = diff_stack(Sides(stack="s", unit="u", deployed=text, desired=text), PLACE)
    assert change.verb is Verb.KEEP
    assert change.resources == ()


@given(TEMPLATES, TEMPLATES)
def test_every_resource_is_counted_once(before: str, after: str) -> None:
    change = diff_stack(Sides(stack="s", unit="u", deployed=before, desired=after), PLACE)
    old, new = (json.loads(text)["Resources"] for text in (before, after))
    by_action = {a: {r.logical_id for r in change.resources if r.action is a} for a in Action}
    assert by_action[Action.ADD] == new.keys() - old.keys()
    assert by_action[Action.REMOVE] == old.keys() - new.keys()
    assert by_action[Action.CHANGE] | by_action[Action.REPLACE] == {
        name for name in old.keys() & new.keys() if old[name] != new[name]
    }
    assert change.unchanged == sum(old.get(name) == new[name] for name in new)
