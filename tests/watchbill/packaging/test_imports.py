"""Which files and distributions a module leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchbill.packaging.imports import trace

ENTRY = "app/handler.py"
TREE = {
    "app/__init__.py": "",
    "app/sibling.py": "import json\nimport orjson",
    "app/deep/__init__.py": "from app.base import BASE",
    "app/deep/part.py": "VALUE = 1",
    "app/base.py": "BASE = 1",
    "app/unused.py": "import nowhere",
}


@pytest.mark.parametrize(
    ("source", "files", "foreign"),
    [
        pytest.param("import os.path", set(), set(), id="the standard library"),
        pytest.param("import app.sibling", {"app/sibling.py"}, {"orjson"}, id="a module, and what it imports"),
        pytest.param("from app import sibling", {"app/sibling.py"}, {"orjson"}, id="a module named as an attribute"),
        pytest.param("from . import sibling", {"app/sibling.py"}, {"orjson"}, id="a relative import"),
        pytest.param("from .base import BASE", {"app/base.py"}, set(), id="an attribute of a module of ours"),
        pytest.param(
            "from app.deep.part import VALUE",
            {"app/deep/part.py", "app/deep/__init__.py", "app/base.py"},
            set(),
            id="the packages around a module run too",
        ),
        pytest.param("def late():\n    import app.sibling", {"app/sibling.py"}, {"orjson"}, id="inside a function"),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.sibling\nelse:\n    import app.base",
            {"app/base.py"},
            set(),
            id="not for type checkers",
        ),
        pytest.param("import a.b", set(), {"a.b"}, id="a foreign module keeps its dots"),
        pytest.param("from a.b import c", set(), {"a.b", "a.b.c"}, id="c may be a module or a part of one"),
    ],
)
def test_imports_are_followed_to_the_border_of_the_project(
    source: str, files: set[str], foreign: set[str], tmp_path: Path
) -> None:
    for name, text in {**TREE, ENTRY: source}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = trace(tmp_path, [Path(ENTRY)])
    assert {path.as_posix() for path in found.files} == {ENTRY, "app/__init__.py", *files}
    assert found.foreign == foreign
