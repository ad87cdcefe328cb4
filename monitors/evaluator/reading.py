"""One test file's text → its cases, each with the file's settings merged in, or every problem with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator.intake.located import Located
from monitors.evaluator.suite import Case
from monitors.model.problem import Problem
from monitors.spec.reader import read_yaml
from monitors.spec.tree import Node
from monitors.spec.validation import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from monitors.model.source import Source

_MERGED = ("parameters", "alarms", "parts", "series")
_SUBJECTS = ("rule", "resource", "alarm", "environment", "template", "parameters", "alarms", "parts")
"""Keys that say what is tested: a test that names its own subject takes none of the file's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCase:
    """A case, where it stands, and its inline alarms' properties with theirs."""

    case: Case
    source: Source
    alarms: Mapping[str, Any]
    places: Node

    def place(self, *path: str | int) -> Source:
        """Where a key path of the case stands; the case itself where nothing was said."""
        found = self.places.find(*path)
        return found.key_source if found is not None else self.source


def read_cases(text: str, file: str) -> tuple[list[ReadCase], list[Problem]]:
    """Every good case and everything wrong with the others. Never raises."""
    tree, problems = read_yaml(text, file)
    if tree is None:
        return [], problems
    tests = tree.child("tests")
    if tests is None or not isinstance(tests.value, list) or not tests.value:
        place = tests or tree
        advice = "a test file holds `tests:`, a list of {name, series, expect}"
        return [], [*problems, Problem(code="no-tests", message="there are no tests", source=place.source, help=advice)]
    cases: list[ReadCase] = []
    for index, test in enumerate(tests.value):
        node = _merge(tree, test)
        case, found = validate(Case, node, ("tests", index))
        problems += found or list(_subject_problems(node, test))
        if case is not None and not found:
            cases.append(ReadCase(case=case, source=test.source, alarms=_located(node.child("alarms")), places=node))
    unique = {(problem.source, problem.code, problem.message): problem for problem in problems}
    return cases, sorted(unique.values(), key=lambda problem: problem.source)


def _merge(tree: Node, test: Node) -> Node:
    if test.mapping is None:
        return test
    shared = {key: node for key, node in (tree.mapping or {}).items() if key != "tests"}
    if any(key in test.mapping for key in ("rule", "alarm", "template", "alarms")):
        own: set[str] = {"rule", "template", "alarms"} & test.mapping.keys()
        shared = {key: node for key, node in shared.items() if key not in _SUBJECTS or _fits(key, own)}
        if own and not own & (tree.mapping or {}).keys():
            shared.pop("series", None)  # they are another subject's
    merged = {**shared, **test.mapping}
    for key in _MERGED:
        upper, lower = shared.get(key), test.mapping.get(key)
        if upper is not None and lower is not None and upper.mapping is not None and lower.mapping is not None:
            merged[key] = Node({**upper.mapping, **lower.mapping}, lower.file, lower.span, lower.key)
    return Node(merged, test.file, test.span, test.key)


def _fits(key: str, own: set[str]) -> bool:
    """Whether the file's `key` still means something beside the subject keys that the test itself has."""
    if not own:  # the test only picks an `alarm`
        return key not in ("rule", "resource")
    companions = {"rule": {"resource"}, "template": {"parameters"}, "alarms": {"alarms", "parts"}}
    return any(key in companions[one] for one in own)


def _subject_problems(node: Node, test: Node) -> list[Problem]:
    named = [key for key in ("rule", "template", "alarms") if node.child(key) is not None]
    if len(named) > 1:
        text = f"{' and '.join(named)} both say what is tested"
        return [Problem(code="two-subjects", message=text, source=test.source)]
    if not named and node.child("alarm") is None:
        advice = "give rule, alarm, template or alarms, for the test or the whole file"
        return [
            Problem(code="no-subject", message="nothing says which alarm is tested", source=test.source, help=advice)
        ]
    return []


def _located(node: Node | None) -> Any:
    """The same value with places, as alarm intake reads it."""
    if node is None:
        return Located((1, 1))
    if isinstance(node.value, list):
        return [_located(child) for child in node.value]
    if not isinstance(node.value, dict):
        return node.value
    found = Located(node.span[:2])
    for key, child in node.value.items():
        found[key] = _located(child)
        found.places[key] = (child.key or child.span)[:2]
    return found
