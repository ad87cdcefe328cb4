"""CloudWatch's sentence about a change of state → the value and the threshold in it.

Only the sentence is in every shape of the event; `reasonData`, which has them as numbers, is not in SNS's.
"""

from __future__ import annotations

import re

POINTS = re.compile(r"datapoints? \[([^\]]*)\]")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
LIMIT = re.compile(r"thresholds? \(?\[?(-?\d[\d.eE+-]*)")


def value(reason: str) -> str:
    """Return the newest datapoint it names, as text; empty when it names none."""
    found = POINTS.search(reason)
    newest = NUMBER.match(found[1].strip()) if found else None
    return _plain(newest.group()) if newest else ""


def threshold(reason: str) -> str:
    """Return the threshold it names, as text; of a band the first; empty when it names none."""
    found = LIMIT.search(reason)
    return _plain(found[1]) if found else ""


def _plain(number: str) -> str:
    """`10000.0` → `10000`, `0.0666851903306472` → `0.06669`: what a person can read."""
    try:
        return f"{float(number):.10g}" if float(number).is_integer() else f"{float(number):.4g}"
    except ValueError:
        return number
