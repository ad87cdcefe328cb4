"""W3C trace context as plain text: `00-<trace id>-<span id>-<flags>`, carried whether or not tracing is on."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Any flags byte is right: new SDKs send 03 (sampled + random), not 01.
_FORMAT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_XRAY_ROOT = re.compile(r"Root=1-([0-9a-f]{8})-([0-9a-f]{24})")


def valid(text: object) -> str | None:
    """Return `text` when it is a well-formed traceparent, else None."""
    return text if isinstance(text, str) and _FORMAT.fullmatch(text) else None


def trace_id(traceparent: str) -> str:
    """Return the 32 hexadecimal digits of the trace id."""
    return traceparent[3:35]


def fresh(environ: Mapping[str, str] = os.environ) -> str:
    """Start a trace: with the id X-Ray gave this invocation when it gave one, unsampled."""
    root = _XRAY_ROOT.search(environ.get("_X_AMZN_TRACE_ID", ""))
    identity = root[1] + root[2] if root else secrets.token_hex(16)
    return valid(f"00-{identity}-{secrets.token_hex(8)}-00") or f"00-{secrets.token_hex(16)}-{'1' * 16}-00"


def distinct(carriers: Iterable[object], limit: int = 128) -> list[str]:
    """Return the well-formed carriers in order, one for each trace; OpenTelemetry keeps 128 links a span."""
    found: dict[str, str] = {}
    for carrier in carriers:
        if text := valid(carrier):
            found.setdefault(trace_id(text), text)
            if len(found) == limit:
                break
    return list(found.values())


def of_message(message: Mapping[str, object]) -> str | None:
    """Read the traceparent of an SQS message as Lambda delivers it."""
    attributes = message.get("messageAttributes")
    carrier = attributes.get("traceparent") if isinstance(attributes, dict) else None
    return valid(carrier.get("stringValue")) if isinstance(carrier, dict) else None
