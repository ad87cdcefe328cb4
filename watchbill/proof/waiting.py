"""`watchbill test --watch`: until something that a run reads is another than it was."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from monitors.model.errors import WatchbillError
from watchbill.proof.session import find_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDERS = (Path("workers"), Path("monitors"))
"""What rules and specs are made of, where the project has them."""
KINDS = frozenset({".yaml", ".yml", ".py"})
PAUSE = 0.3
"""Seconds between looks."""


def wait_for_change(paths: Sequence[Path], read: Sequence[Path]) -> None:
    """Returns when a test file comes, goes or changes, a file of `read` does, or the catalogue."""
    before = _stamps(paths, read)
    while _stamps(paths, read) == before:
        time.sleep(PAUSE)


def _stamps(paths: Sequence[Path], read: Sequence[Path]) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in {*read, *_found(paths)} if file.is_file()}


def _found(paths: Sequence[Path]) -> Iterator[Path]:
    with suppress(WatchbillError):  # a path that is gone for now: editors write a new file and move it into place
        yield from find_files(paths)
    for folder in FOLDERS:
        yield from (file for file in folder.rglob("*") if file.suffix in KINDS)
