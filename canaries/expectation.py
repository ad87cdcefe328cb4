"""How a step says that something else came than it must."""

from __future__ import annotations


class NotAsExpectedError(Exception):
    """A step found something else than it must."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}; got {got}")
        self.expected, self.got = expected, got
