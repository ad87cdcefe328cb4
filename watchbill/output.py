"""Writes generated files into a folder that it owns: it notes what it wrote, and deletes nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

NOTE = ".watchbill-files.json"
"""Relative path → SHA-256 of what was written there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Relative paths by what happened to them. `kept` would be removed, but somebody wrote into them."""

    created: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]
    kept: Sequence[str]
    unchanged: int

    @property
    def differs(self) -> bool:
        return bool(self.created or self.changed or self.removed)


def compare(folder: Path, files: Mapping[str, str]) -> Written:
    """What `write` would do. Files in the folder that it did not write itself do not count."""
    noted = _noted(folder)
    present = {path for path in files if (folder / path).is_file()}
    same = {path for path in present if (folder / path).read_bytes() == files[path].encode()}
    stale = {path for path in noted.keys() - files.keys() if (folder / path).is_file()}
    ours = {path for path in stale if _is_ours(folder, path, noted)}
    return Written(
        created=sorted(files.keys() - present),
        changed=sorted(present - same),
        removed=sorted(ours),
        kept=sorted(stale - ours),
        unchanged=len(same),
    )


def write(folder: Path, files: Mapping[str, str], *, shared: Collection[str] = ()) -> Written:
    """Make the folder hold `files` beside what others put there. People may write into `shared` ones.

    Raises WatchbillError, before anything is touched, for any other file that somebody edited or put where one must go.
    """
    plan, noted = compare(folder, files), _noted(folder)
    foreign = [path for path in plan.changed if path not in shared and not _is_ours(folder, path, noted)]
    if foreign:
        raise WatchbillError(
            f"{folder}: not written by watchbill, or edited since: {', '.join(foreign)}. Nothing was written. "
            "Move them away, or choose another folder with --output"
        )
    for path in (*plan.created, *plan.changed):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path].encode())
    for path in plan.removed:
        (folder / path).unlink()
        _drop_empty(folder, (folder / path).parent)
    note = {path: _hash(text.encode()) for path, text in sorted(files.items())}
    if note != noted:
        (folder / NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    return plan


def _is_ours(folder: Path, path: str, noted: Mapping[str, str]) -> bool:
    """Whether a file is byte for byte what was written last."""
    return noted.get(path) == _hash((folder / path).read_bytes())


def _noted(folder: Path) -> dict[str, str]:
    try:
        noted: dict[str, str] = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return noted


def _drop_empty(folder: Path, parent: Path) -> None:
    while parent != folder and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
