"""Unpacked zips: each function sees its own files whole, and what two have alike lies on the disk once."""

from __future__ import annotations

import io
import zipfile

from watchbill.local.running.code import unpack


def test_functions_share_what_is_the_same_and_nothing_else(tmp_path):
    code = {
        "a": {"library/__init__.py": "1", "library/part.py": "2", "own/handler.py": "a", "index.py": "x"},
        "b": {"library/__init__.py": "1", "library/part.py": "2", "own/handler.py": "b", "index.py": "x"},
        "c": {"library/__init__.py": "1", "library/part.py": "3"},
    }
    for name, files in code.items():
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as content:
            for path, text in files.items():
                content.writestr(path, text)
        (tmp_path / name).mkdir()
        unpack(archive.getvalue(), tmp_path / name, tmp_path / "shared")

    seen = {name: {path: (tmp_path / name / path).read_text() for path in files} for name, files in code.items()}
    assert seen == code
    places = {(name, top): (tmp_path / name / top).resolve() for name in code for top in ("library", "own")}
    assert places["a", "library"] == places["b", "library"] != places["c", "library"]
    assert places["a", "own"] != places["b", "own"]
