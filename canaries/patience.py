"""Looks again and again, with growing pauses, until something holds or its time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from canaries.check import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from canaries.context import Clock

FIRST_PAUSE, GROWTH, LONGEST_PAUSE = 0.25, 1.6, 5.0


class Patience:
    """`seconds` from now on. One look is always taken, at the very end too."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._began = clock.now()
        self._until = self._began + max(0.0, seconds)

    @property
    def waited(self) -> float:
        return self._clock.now() - self._began

    def until(self, look: Callable[[], Look]) -> Look:
        """The first look that holds, else the last. An AWS error is a look that found the error."""
        pause = FIRST_PAUSE
        while True:
            found = _try(look)
            left = self._until - self._clock.now()
            if found.holds or left <= 0:
                return found
            self._clock.sleep(min(pause, left))
            pause = min(LONGEST_PAUSE, pause * GROWTH)


def _try(look: Callable[[], Look]) -> Look:
    try:
        return look()
    except (ClientError, BotoCoreError) as error:
        return Look(holds=False, expected="to be able to look", got=f"{type(error).__name__}: {error}")
