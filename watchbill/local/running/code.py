"""Unpacks functions' zips. What several zips hold alike is written, and compiled by Python, once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def unpack(code: bytes, folder: Path, shared: Path) -> None:
    """Put the zip's content into `folder`: its top-level entries are links to what lies beneath `shared`."""
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        entries: defaultdict[str, list[zipfile.ZipInfo]] = defaultdict(list)
        for info in archive.infolist():
            entries[info.filename.partition("/")[0]].append(info)
        for name, members in entries.items():
            place = shared / _fingerprint(members)
            if not place.exists():
                archive.extractall(place, members)
            (folder / name).symlink_to(place / name)


def _fingerprint(members: Iterable[zipfile.ZipInfo]) -> str:
    """Of paths, sizes and checksums: what has the same is the same, among the zips of one person's own cloud."""
    told = sorted((info.filename, info.file_size, info.CRC) for info in members)
    return hashlib.sha256(repr(told).encode()).hexdigest()
