"""Problems as people and CI systems read them. One module a format, each `render(findings) -> str`, found by name."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.model.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`texts` are the files by the names that problems use; `folder` is where those names begin."""

    problems: Sequence[Problem]
    texts: Mapping[str, str] = field(default_factory=dict)
    folder: PurePath = field(default_factory=PurePath)

    def path(self, problem: Problem) -> str:
        """The file of a problem, as it can be opened from here."""
        return (self.folder / problem.source.file).as_posix()


def formats() -> tuple[str, ...]:
    """Names of all formats."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def render(findings: Findings, form: str) -> str:
    """The findings in one format, without a line break at the end."""
    text: str = importlib.import_module(f"{__name__}.{form}").render(findings)
    return text
