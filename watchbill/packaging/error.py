"""What stops packaging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Iterable


class PackagingError(WatchbillError):
    """A function's zip cannot be made. `problems` holds everything that is missing, each in a sentence."""

    def __init__(self, function: str, problems: Iterable[str]) -> None:
        self.function = function
        self.problems = tuple(problems)
        super().__init__(f"{function} cannot be packaged: " + "; ".join(self.problems))
