"""Runbooks: what they hold, and that regeneration keeps what people wrote."""

from __future__ import annotations

import pytest

from generators.artefact import Build
from generators.runbooks import generate
from generators.runbooks.merge import merge
from tests.generators.sample import entry, plan

BLOCK = "<!-- watchbill:begin head -->\n{}\n<!-- watchbill:end head -->"


def test_one_page_a_rule_and_resource_and_an_index() -> None:
    files = {file.path: file.text for file in generate(plan(entry("load"), entry("save")), Build())}
    assert sorted(files) == [
        "runbooks/README.md",
        "runbooks/lambda_function/error_rate_high--load.md",
        "runbooks/lambda_function/error_rate_high--save.md",
    ]
    assert "[Error rate high](lambda_function/error_rate_high--load.md)" in files["runbooks/README.md"]


def test_a_page_says_what_it_means_what_to_do_and_whom_to_call() -> None:
    page = next(f.text for f in generate(plan(entry("load")), Build()) if f.path.endswith("--load.md"))
    for said in (
        "opens the incident",
        "its OK closes the incident",
        "1. Read the newest error.",
        "1. Roll back.",
        "Ann, then Bo",
        "## Verify",
        "## Prevent",
        "## What we learned here",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        pytest.param(None, BLOCK.format("new") + "\n\n## Ours\n", id="a new page is written whole"),
        pytest.param(
            f"above\n{BLOCK.format('old')}\nbelow, kept",
            f"above\n{BLOCK.format('new')}\nbelow, kept",
            id="the block is replaced, what stands around it is kept",
        ),
        pytest.param("by hand", f"{BLOCK.format('new')}\n\nby hand", id="a page without a block is kept whole"),
        pytest.param(
            BLOCK.format(r"old \1 \g<0>") + "\ntail",
            f"{BLOCK.format('new')}\ntail",
            id="backslashes are no group references",
        ),
    ],
)
def test_merging(existing: str | None, expected: str) -> None:
    assert merge(existing, BLOCK.format("new") + "\n\n## Ours\n") == expected


def test_merging_twice_changes_nothing() -> None:
    generated = BLOCK.format("new")
    once = merge(f"note\n{BLOCK.format('old')}\n", generated)
    assert merge(once, generated) == once
