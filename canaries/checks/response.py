"""What the function answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from canaries.context import Context


@dataclass(frozen=True, kw_only=True)
class Response(Check):
    """The function's answer: no failed records, and the status and text that are named."""

    ONCE: ClassVar[bool] = True

    status: int = setting("The answer's statusCode; 0: it need have none.", default=0)
    contains: str = setting("Text that the answer holds somewhere.", default="")

    def look(self, probe: Context, before: Any) -> Look:
        """Of the answer that came."""
        answer = probe.reply.payload if probe.reply else None
        wanted = self._wanted(probe)
        got = answer if isinstance(answer, str) else json.dumps(answer)
        return Look(holds=self._holds(answer, got, probe), expected=wanted, got=got[:500])

    def _holds(self, answer: Any, text: str, probe: Context) -> bool:
        found = answer if isinstance(answer, dict) else {}
        if found.get("batchItemFailures") or (self.status and found.get("statusCode") != self.status):
            return False
        return isinstance(answer, dict) and probe.text(self.contains) in text

    def _wanted(self, probe: Context) -> str:
        wanted = ["an answer without failed records"]
        wanted += [f"status {self.status}"] if self.status else []
        wanted += [f"text {probe.text(self.contains)!r}"] if self.contains else []
        return ", ".join(wanted)
