"""moto reads the machine's clock; it is to read the embedded cloud's, so that an hour of lag takes milliseconds."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from moto.core import utils

from watchbill.local import clock


class _Datetime(dt.datetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return dt.datetime.fromtimestamp(clock.current().now(), tz)


def apply() -> None:
    """Every moto service asks `moto.core.utils.utcnow`, which looks `datetime` up in its own module."""
    shifted = SimpleNamespace(**{name: getattr(dt, name) for name in dt.__all__})
    shifted.datetime = _Datetime
    vars(utils)["datetime"] = shifted
