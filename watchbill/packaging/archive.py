"""Contents → a zip and its digest, with nothing of the clock, the machine or the order of files in either."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can state
MODE = 0o100644 << 16  # a plain file that everybody may read: Lambda runs as another user


def digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over paths and contents, hexadecimal. Not over the zip: compressors of two machines may differ."""
    total = hashlib.sha256()
    for path in sorted(contents):
        total.update(f"{path}\0{len(contents[path])}\0".encode())
        total.update(contents[path])
    return total.hexdigest()


def compress(contents: Mapping[str, bytes]) -> bytes:
    """The zip, its files in the order of their paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, contents[path])
    return buffer.getvalue()
