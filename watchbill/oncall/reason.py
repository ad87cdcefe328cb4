"""CloudWatch's sentence about a change of state, as a person reads it."""

from __future__ import annotations

import re

from watchbill.findings.full import printable

_NOISE = re.compile(r"^Threshold Crossed: | \(\d\d/\d\d/\d\d \d\d:\d\d:\d\d\)| \(minimum \d+ datapoints? for .*\)\.?$")


def shorten(reason: str) -> str:
    """Without what stands beside it anyway. Nothing in it can steer a terminal."""
    return printable(_NOISE.sub("", reason)).strip()
