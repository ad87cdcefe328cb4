"""Pages that the code writes are fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitors.catalogue import load_catalogue
from monitors.recommended import NOT_COVERED
from watchbill.pages import PAGES, write_pages
from watchbill.rules_page import rules_page

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_fresh(name: str):
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), f"{name} is stale: run `make docs`"


def test_the_page_of_rules_names_every_rule_and_every_reason():
    page = rules_page(load_catalogue())
    assert all(f"## {entry.id}\n" in page for entry in load_catalogue().rules)
    assert all(reason in page for reason in NOT_COVERED.values())


def test_only_pages_that_differ_are_written(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    assert len(write_pages(tmp_path)) == len(PAGES)
    assert write_pages(tmp_path) == []
