"""Pages of docs/ that the code writes: `make docs` writes them anew, a test holds them fresh."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _rules() -> str:
    from monitors.catalogue import load_catalogue
    from watchbill.rules_page import rules_page

    return rules_page(load_catalogue())


def _schema() -> str:
    from watchbill.schema import schema_text

    return schema_text()


PAGES: Mapping[str, Callable[[], str]] = {"docs/config.schema.json": _schema, "docs/rules.md": _rules}
"""Path from the repository's root → what the file must hold."""


def write_pages(root: Path) -> list[Path]:
    """Write the pages that differ; the paths written."""
    written = []
    for name, render in PAGES.items():
        path, text = root / name, render()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


if __name__ == "__main__":
    for page in write_pages(Path(__file__).parent.parent):
        print(page)
