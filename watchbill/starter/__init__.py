"""What `watchbill init` writes: the files beside this module, a spec and a handler with what belongs to it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

SPEC = "config.yaml"


def starter_text() -> str:
    """A commented spec, valid as it is."""
    return files(__name__).joinpath(SPEC).read_text(encoding="utf-8")


def starter_files() -> dict[str, str]:
    """Relative path → text of everything beside the spec."""
    return dict(_walk(files(__name__).joinpath("workers"), "workers"))


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        inner = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _walk(entry, inner)
        elif entry.is_file():
            yield inner, entry.read_text(encoding="utf-8")
