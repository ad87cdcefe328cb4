"""The one exception of metric math."""

from __future__ import annotations

from monitors.model.errors import WatchbillError


class MathError(WatchbillError):
    """An expression that CloudWatch would refuse in an alarm, or that cannot be computed from what was given.

    `reason` is stable kebab-case (`syntax`, `unknown-id`, `wrong-type`, `search-in-alarm`, `needs-series`…), `detail`
    the sentence, `position` the offset from 0 of the character at fault, None where no one place is.
    """

    def __init__(self, reason: str, detail: str, position: int | None = None) -> None:
        place = "" if position is None else f"column {position + 1}: "
        super().__init__(f"{place}{detail} ({reason})")
        self.reason = reason
        self.detail = detail
        self.position = position
