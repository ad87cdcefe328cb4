"""monitors.yaml beside a handler: which file belongs to which function."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.spec.schema import Schema
    from monitors.spec.tree import Node

FILE = "monitors.yaml"
EVENT_FILE = "event.json"
"""The event that a function's canary sends, beside the same handler."""


def companion_files(main: Node, schema: Schema) -> dict[str, str]:
    """Key of each function → where its monitors.yaml would be, relative to the spec's folder."""
    found: dict[str, str] = {}
    for section, kind in schema.sections.items():
        entries = main.child(section) if kind.has_companion else None
        for key, entry in (entries.mapping or {}).items() if entries is not None else ():
            handler = entry.child("handler")
            if handler is not None and isinstance(handler.value, str):
                folder = handler_folder(handler.value)
                if folder is not None:
                    found[key] = str(folder / FILE)
    return found


def event_file(companion: str) -> str:
    """`workers/load/monitors.yaml` → `workers/load/event.json`."""
    return str(PurePosixPath(companion).with_name(EVENT_FILE))


def handler_folder(handler: str) -> PurePosixPath | None:
    """`workers.load.handler.handle` and `workers/load/index.handler` → `workers/load`; None if outside."""
    module = handler.rpartition(".")[0] if "/" in handler else handler.rpartition(".")[0].replace(".", "/")
    folder = PurePosixPath(module).parent
    return None if folder.is_absolute() or ".." in folder.parts else folder
