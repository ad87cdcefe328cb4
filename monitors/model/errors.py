"""The exceptions a user may see, in one tree.

WatchbillError
├── SpecError          the spec has problems; carries every one of them
├── CatalogueError     a kind or rule breaks the catalogue's own law (a developer's fault)
└── PlanError          the spec is well formed, yet no valid plan follows from it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.model.problem import Problem


class WatchbillError(Exception):
    """Anything that can be told in a sentence: the command prints it without a traceback."""


class SpecError(WatchbillError):
    """The spec was refused. `problems` is all that is wrong, in the order of the files; `texts` the files by name."""

    def __init__(self, problems: Sequence[Problem], texts: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{len(problems)} problem(s) in the spec")
        self.problems = tuple(problems)
        self.texts = texts or {}


class CatalogueError(WatchbillError):
    """Two rules with one id, a rule without a runbook, a kind without a spec…"""


class PlanError(WatchbillError):
    """Names collide, an alarm could never fire, a quota cannot be kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)
