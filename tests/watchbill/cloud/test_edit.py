"""Edits are the difference: none for equal values, and applying them to one side gives the other."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.cloud.edit import ABSENT, IDENTITIES, find_edits, unfold

NAMES = st.sampled_from(["Id", "Key", "Value", "Name", "Period", "Stat", "a"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)


@given(OBJECTS)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert list(find_edits(value, copy.deepcopy(value))) == []


@given(OBJECTS, OBJECTS)
def test_edits_turn_the_old_value_into_the_new(before: Any, after: Any) -> None:
    result = copy.deepcopy(before)
    for edit in find_edits(before, after):
        result = _apply(result, edit.path, edit.after)
    assert repr(_sorted(result)) == repr(_sorted(after))


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"Threshold": 5}, {"Threshold": 3}, ["Threshold"]),
        ({"Flag": True}, {"Flag": 1}, ["Flag"]),
        ({"Threshold": 5}, {"Threshold": 5.0}, []),
        (
            {"Metrics": [{"Id": "m1", "MetricStat": {"Period": 60}}, {"Id": "e1"}]},
            {"Metrics": [{"Id": "m1", "MetricStat": {"Period": 300}}, {"Id": "e1"}]},
            ["Metrics.m1.MetricStat.Period"],
        ),
        ({"Tags": [{"Key": "a", "Value": "1"}]}, {"Tags": [{"Key": "b", "Value": "1"}]}, ["Tags.a", "Tags.b"]),
        ({"L": [{"Id": "a"}, {"Id": "b"}]}, {"L": [{"Id": "b"}, {"Id": "a"}]}, ["L"]),
        ({"L": [{"Id": "a"}, {"Id": "a"}]}, {"L": [{"Id": "a"}]}, ["L"]),
        ({"L": ["a"]}, {"L": ["a", "b"]}, ["L"]),
    ],
    ids=["value", "bool-is-no-number", "same-number", "metric-by-id", "tags", "order", "ambiguous", "plain-list"],
)
def test_paths_are_what_a_person_would_say(before: Any, after: Any, paths: list[str]) -> None:
    assert sorted(edit.name for edit in find_edits(before, after)) == paths


@pytest.mark.parametrize(
    ("value", "unfolded"),
    [
        ('{"a": 1}', {"a": 1}),
        ({"Fn::Sub": '{"a": 1}'}, {"a": 1}),
        ({"Fn::Sub": "plain"}, {"Fn::Sub": "plain"}),
        ("{ $.level = ERROR }", "{ $.level = ERROR }"),
        (5, 5),
    ],
    ids=["json", "sub", "sub-of-text", "filter-pattern", "number"],
)
def test_json_in_text_is_unfolded(value: Any, unfolded: Any) -> None:
    assert unfold(value) == unfolded


def _apply(value: Any, path: tuple[str, ...], after: Any) -> Any:
    if not path:
        return after
    if isinstance(value, list):
        return _apply_to_item(value, path, after)
    inner = _apply(value.get(path[0], ABSENT), path[1:], after)
    return {k: v for k, v in {**value, path[0]: inner}.items() if v is not ABSENT}


def _apply_to_item(items: list[Any], path: tuple[str, ...], after: Any) -> list[Any]:
    identity = next(
        name
        for name in IDENTITIES
        if all(isinstance(i.get(name), str) for i in items) and len({i[name] for i in items}) == len(items)
    )
    for index, item in enumerate(items):
        if item[identity] == path[0]:
            changed = _apply(item, path[1:], after)
            return [*items[:index], *([] if changed is ABSENT else [changed]), *items[index + 1 :]]
    return [*items, after]


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
