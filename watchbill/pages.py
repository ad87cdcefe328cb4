"""Pages of docs/ that the code writes: `make docs` writes them anew, a test holds them fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RUNBOOK_ENVIRONMENT = "prd1"
"""Runbooks in the repository name production's resources: that is what people are woken for."""


def _rules() -> str:
    from monitors.catalogue import load_catalogue
    from watchbill.rules_page import rules_page

    return rules_page(load_catalogue())


def _spec_schema() -> str:
    from watchbill.schema import schema_text

    return schema_text()


def _test_schema() -> str:
    from monitors.evaluator.schema import build_schema

    return json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/alarm-tests.schema.json": _test_schema,
    "docs/config.schema.json": _spec_schema,
    "docs/rules.md": _rules,
}
"""Path from the repository's root → what the file must hold."""


def runbooks(root: Path) -> dict[str, str]:
    """The runbooks of the repository's own spec, merged with what people wrote into those that are there."""
    from generators.collect import generate
    from generators.runbooks.merge import merge
    from watchbill.reading import read_plan

    made = generate(read_plan(root / "config.yaml", RUNBOOK_ENVIRONMENT), only=("runbooks",)).files
    return {f"docs/{file.path}": merge(_read(root / "docs" / file.path), file.text) for file in made}


def orphans(root: Path) -> list[Path]:
    """Runbooks that no alarm links any more: a person decides whether what was learned there moves elsewhere."""
    from generators.runbooks.merge import BLOCK

    wanted = {root / name for name in runbooks(root)}
    found = sorted((root / "docs/runbooks").rglob("*.md"))
    return [path for path in found if path not in wanted and BLOCK.search(path.read_text(encoding="utf-8"))]


def write_pages(root: Path) -> list[Path]:
    """Write the pages that differ; the paths written."""
    written = []
    for name, text in {**{name: render() for name, render in PAGES.items()}, **runbooks(root)}.items():
        path = root / name
        if _read(path) != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    here = Path(__file__).parent.parent
    for page in write_pages(here):
        print(page)
    for orphan in orphans(here):
        print(f"{orphan}: no alarm links this runbook any more; move what was learned, then delete it")
