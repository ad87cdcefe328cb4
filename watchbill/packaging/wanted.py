"""What is to be packed: a function of the spec, or one of Watchbill's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import watchbill
from generators.crew import ARCHITECTURE, RUNTIME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.crew import CrewFunction
    from monitors.model.resource import Resource

HOME = Path(str(watchbill.__file__)).parents[1]
"""Beneath which our own functions' code lies: where Watchbill is, whatever folder the user works in."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A function to be packed. `root` None: the recipe's; `files` go in beside the code."""

    key: str
    handler: str
    runtime: str
    architecture: str
    environment: Mapping[str, Any]
    root: Path | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    folder: str = ""

    @classmethod
    def by_spec(cls, function: Resource[Any]) -> Wanted:
        settings = function.settings
        return cls(
            key=function.key,
            handler=settings.handler or "",
            runtime=settings.runtime,
            architecture=settings.architecture,
            environment=settings.environment,
        )

    @classmethod
    def by_crew(cls, function: CrewFunction) -> Wanted:
        """Our own code lies where Watchbill is installed, not beneath the spec."""
        return cls(
            key=function.key,
            handler=function.handler,
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            environment=function.environment,
            root=HOME,
            files=function.files,
            folder=function.folder,
        )
