"""Where `--local` finds the embedded cloud: WATCHBILL_ENDPOINT, or the note that a running one leaves."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from watchbill.cloud.error import CloudError

NOTE = Path(".watchbill") / "embedded-cloud.json"
VARIABLE = "WATCHBILL_ENDPOINT"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def find_endpoint(folder: Path | None = None) -> str:
    """The address of a running embedded cloud. Raises CloudError where none is, or where the address is not here."""
    address = os.environ.get(VARIABLE) or _noted((folder or Path.cwd()) / NOTE)
    if not address:
        raise CloudError(
            "no embedded cloud is running here. Start one with `watchbill local` in another terminal, "
            f"or keep the demo's with `watchbill demo --keep`; or set {VARIABLE}."
        )
    if urlsplit(address).hostname not in LOOPBACK:
        raise CloudError(f"{address} is not on this machine: --local never leaves it")
    return address.rstrip("/")


def leave_note(address: str, folder: Path | None = None) -> Path:
    """Write where the embedded cloud of this process listens, for `--local` in the same folder."""
    path = (folder or Path.cwd()) / NOTE
    path.parent.mkdir(exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    path.write_text(json.dumps({"endpoint_url": address, "pid": os.getpid()}) + "\n", encoding="utf-8")
    return path


def take_back(note: Path) -> None:
    """Remove the note, unless another embedded cloud has written its own over it meanwhile."""
    try:
        mine = json.loads(note.read_text(encoding="utf-8"))["pid"] == os.getpid()
    except (OSError, ValueError, KeyError, TypeError):
        return
    if mine:
        note.unlink(missing_ok=True)


def _noted(path: Path) -> str:
    """The noted address, if the process that noted it still lives."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        os.kill(int(note["pid"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return str(note["endpoint_url"])
