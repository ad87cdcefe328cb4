"""The machine's time, for runs outside tests."""

from __future__ import annotations

import time


class RealClock:
    """`now` is in epoch seconds."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
