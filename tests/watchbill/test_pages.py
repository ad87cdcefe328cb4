"""Pages that the code writes are fresh."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitors.catalogue import load_catalogue
from monitors.recommended import NOT_COVERED
from watchbill.pages import PAGES, orphans, runbooks, write_pages
from watchbill.rules_page import rules_page

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_fresh(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), f"{name} is stale: run `make docs`"


def test_every_alarm_of_production_has_a_fresh_runbook_and_no_runbook_is_orphaned() -> None:
    stale = [name for name, text in runbooks(ROOT).items() if (ROOT / name).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"
    assert not orphans(ROOT)


def test_the_page_of_rules_names_every_rule_and_every_reason() -> None:
    page = rules_page(load_catalogue())
    assert all(f"## {entry.id}\n" in page for entry in load_catalogue().rules)
    assert all(reason in page for reason in NOT_COVERED.values())


def test_only_pages_that_differ_are_written_and_what_people_wrote_is_kept(tmp_path: Path) -> None:
    for source in (ROOT / "config.yaml", *ROOT.glob("workers/*/monitors.yaml"), *ROOT.glob("docs/*.json")):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    first = write_pages(tmp_path)
    assert write_pages(tmp_path) == []
    learned = next(path for path in first if "--" in path.name)
    learned.write_text(learned.read_text().replace("# ", "# stale ", 1) + "2026-11-23: it was the sender.\n")
    assert write_pages(tmp_path) == [learned]
    assert learned.read_text().endswith("2026-11-23: it was the sender.\n")
