"""The exceptions a user may see, in one tree.

WatchbillError
├── ProblemsError      carries every problem, each with its place
│   ├── SpecError      the spec has problems
│   └── PlanError      the spec is well formed, yet no valid plan follows from it
└── CatalogueError     a kind or rule breaks the catalogue's own law (a developer's fault)
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.model.problem import Problem


class WatchbillError(Exception):
    """Anything that can be told in a sentence: the command prints it without a traceback."""


class ProblemsError(WatchbillError):
    """What was given has problems, all of which are carried.

    `texts` are the spec's files by the names that problems use, `folder` where those names begin: whoever reads the
    files says so, for the excerpts.
    """

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.texts: Mapping[str, str] = {}
        self.folder = PurePath()


class SpecError(ProblemsError):
    """The spec was refused. `problems` is all that is wrong, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the spec", problems)


class PlanError(ProblemsError):
    """Names collide, an alarm could never fire, a quota cannot be kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems), problems)


class CatalogueError(WatchbillError):
    """Two rules with one id, a rule without a runbook, a kind without a spec…"""
