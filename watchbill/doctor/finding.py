"""What a check found: what, why it matters, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """PROBLEM: somebody may not be told. WARNING: worth mending. UNKNOWN: it could not be looked at."""

    WELL = "well"
    WARNING = "warning"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence each; a finding that is well needs no more than `what`."""

    verdict: Verdict
    what: str
    why: str = ""
    do: str = ""


def well(what: str) -> Finding:
    return Finding(Verdict.WELL, what)


def warning(what: str, why: str, do: str) -> Finding:
    return Finding(Verdict.WARNING, what, why, do)


def problem(what: str, why: str, do: str) -> Finding:
    return Finding(Verdict.PROBLEM, what, why, do)


def unknown(what: str, why: str, do: str = "") -> Finding:
    return Finding(Verdict.UNKNOWN, what, why, do)
