"""One run's identity, and how it gets into texts that are valid without it.

event.json beside a handler is a whole event that can be sent by hand. Two words in it mean the run: `canary-0000-run`,
the reserved campaign, and a trace id of zeros that ends in `ca4a4100`. They are replaced wherever they stand, inside
base64 too, so that no two runs meet.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

RESERVED = "canary-0000"
RUN_WORD = f"{RESERVED}-run"
TRACE_ENDING = "ca4a4100"
TRACE_WORD = "0" * 24 + TRACE_ENDING
_BASE64_MIN = 24  # shorter texts hold none of the words


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`id` is 16 hexadecimal digits; `started` is in epoch seconds. The place is where the run's names lead."""

    id: str
    started: float
    account: str
    region: str
    partition: str = "aws"

    @property
    def campaign(self) -> str:
        """The run's own, within the reserved ones."""
        return f"{RESERVED}-{self.id}"

    @property
    def trace_id(self) -> str:
        """W3C's 32 digits: the time first, as X-Ray wants it, the mark of canaries last."""
        return f"{int(self.started):08x}{self.id}{TRACE_ENDING}"

    @property
    def moment(self) -> str:
        return f"{datetime.fromtimestamp(self.started, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def fill(self, text: str) -> str:
        """A text with this run's words and place in it."""
        words = {
            RUN_WORD: self.campaign,
            TRACE_WORD: self.trace_id,
            "${AWS::AccountId}": self.account,
            "${AWS::Region}": self.region,
            "${AWS::Partition}": self.partition,
        }
        for word, meant in words.items():
            text = text.replace(word, meant)
        return text

    def fill_all(self, value: Any) -> Any:
        """The same for every text inside a JSON value; base64 that holds a word is decoded, filled and encoded."""
        if isinstance(value, dict):
            return {name: self.fill_all(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.fill_all(inner) for inner in value]
        if not isinstance(value, str):
            return value
        plain = _decoded(value)
        return self.fill(value) if plain is None else base64.b64encode(self.fill(plain).encode()).decode()


def _decoded(text: str) -> str | None:
    """What base64 text means, where it holds one of the words; else None."""
    if len(text) < _BASE64_MIN or len(text) % 4:
        return None
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return plain if RUN_WORD in plain or TRACE_WORD in plain else None
