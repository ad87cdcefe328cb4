"""How much memory a process holds, as Linux tells it. Elsewhere nothing is known, and no limit is enforced."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mb(pid: int) -> int:
    """Resident set of `pid` in MB; 0 when it cannot be known."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def peak_mb(pid: int) -> int:
    """The largest resident set that `pid` ever had, in MB; 0 when it cannot be known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(fields.get("VmHWM", "0").split()[0]) >> 10
