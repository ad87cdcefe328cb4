"""Whatever the files hold, a spec loads or is refused with problems that have places; nothing else is raised."""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitors import names
from monitors.catalogue import load_catalogue
from monitors.load import load_spec
from monitors.model.errors import PlanError, SpecError
from monitors.plan import build_plan
from monitors.spec.line import split_lines
from tests.monitors.spec.spec_text import HEAD
from watchbill.findings import Findings, formats, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.model.problem import Problem

ROOT = Path(__file__).parents[3]
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@cache
def real_spec() -> str:
    return (ROOT / "config.yaml").read_text(encoding="utf-8")


def dump(tree: object) -> str:
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True)
    return text


def problems_of(files: dict[str, str]) -> Sequence[Problem]:
    try:
        document = load_spec(files, main="config.yaml", environment="qa1", catalogue=load_catalogue())
        build_plan(document, load_catalogue())
    except (SpecError, PlanError) as error:
        return error.problems or pytest.fail("refused without a problem")
    return ()


def outcome(text: str) -> str:
    """`ok`, or the findings as text. Every problem stands in the file, and every format can print it."""
    files = {"config.yaml": text}
    problems = problems_of(files)
    lines = len(split_lines(text))
    assert all(1 <= problem.source.line <= lines and problem.source.column >= 1 for problem in problems)
    findings = Findings(problems=problems, texts=files)
    return "\n".join(render(findings, form) for form in formats()) if problems else "ok"


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10_000), st.floats(allow_nan=True), st.text(max_size=12),
    st.sampled_from(["qa1", "team", "scores-stream", "lambda_function", "{name}", "{", "high", "yes", "#x", "a.b.c"]),
)  # fmt: skip
WORDS = [
    "functions", "queues", "defaults", "all", "rules", "throttled", "enabled", "environments", "qa1", "triggers",
    "queue", "routing", "receivers", "teams", "names", "handler", "tags", "service", "owner", "match", "to",
]  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(RELAXED, max_examples=100)
@given(tree=st.dictionaries(st.sampled_from(WORDS), TREES, max_size=6))
def test_any_tree_is_loaded_or_refused(tree: object) -> None:
    outcome(HEAD + dump(tree))


@settings(RELAXED, max_examples=60)
@given(text=st.text(alphabet=st.sampled_from("ab:- \n\t#{}[]\"'&*!|>%@`,?~01\x00\ud800\u2028é"), max_size=60))
def test_any_text_is_loaded_or_refused(text: str) -> None:
    outcome(text)


@settings(RELAXED, max_examples=60)
@given(data=st.data())
def test_the_real_spec_with_a_line_changed_is_loaded_or_refused(data: st.DataObject) -> None:
    lines = real_spec().splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    replacement = data.draw(
        st.sampled_from(
            ["", "  x: 1", "      - {queue: nope}", "\t", lines[index] + " x", lines[index][1:], "  " + lines[index]]
        )
        | st.sampled_from(lines)
    )
    outcome("\n".join([*lines[:index], replacement, *lines[index + 1 :]]))


@settings(RELAXED, max_examples=60)
@given(data=st.data())
def test_the_real_spec_with_a_value_changed_is_loaded_or_refused(data: st.DataObject) -> None:
    tree = yaml.load(real_spec(), Loader=yaml.CSafeLoader)
    node = tree
    while isinstance(node, dict | list) and node:
        parent, key = node, data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        node = parent[key]
        if data.draw(st.booleans()):
            break
    parent[key] = data.draw(TREES)
    outcome(dump(tree))


@pytest.mark.parametrize("key", ["my-fn", "my_fn", "MyFn", "a" * 40, "a-b_C-9", "Z"])
def test_an_awkward_key_loads(key: str) -> None:
    assert outcome(f"{HEAD}functions: {{{key}: {{name: fn}}}}\nenvironments: {{qa1: {{}}}}\n") == "ok"


KEYS = st.text(alphabet=string.ascii_letters + string.digits + "-_", min_size=1, max_size=64) | st.text(max_size=64)


@settings(RELAXED, max_examples=80)
@given(keys=st.lists(KEYS, min_size=2, max_size=4, unique=True))
def test_keys_make_distinct_ids_or_a_clear_error(keys: list[str]) -> None:
    functions = {key: {"name": f"fn{index}"} for index, key in enumerate(keys)}
    text = HEAD + dump({"functions": functions, "environments": {"qa1": {}}})
    said = outcome(text)
    if said == "ok":
        ids = {names.logical_id("function", key) for key in keys}
        assert len(ids) == len(keys)
    else:
        assert any(code in said for code in ("invalid-key", "name-", "yaml-", "key-not-text", "secret-in-spec"))
