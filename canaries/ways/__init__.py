"""The ways in: the function itself, or what triggers it. One module each, named as the trigger is in the spec."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context, Reply


class Way(Protocol):
    """A module of this folder. RIGHTS holds IAM actions on the target; on the function for `invoke`."""

    RIGHTS: Mapping[str, tuple[str, ...]]

    def enter(self, probe: Context) -> Reply | None:
        """Send the payload in. Raises what AWS raises, and NotAsExpectedError for a function that fails."""

    def clean(self, probe: Context) -> None:
        """Remove what `enter` put."""


def find_way(name: str) -> Way:
    """Raises ModuleNotFoundError for a way that does not exist."""
    way: Any = importlib.import_module(f"{__name__}.{name}")
    found: Way = way
    return found
