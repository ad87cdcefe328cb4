"""What runs in an execution environment: Lambda's runtime client, with the embedded cloud's time and its outside.

Started by path in a process that cannot import watchbill: the function is to see what it would see in Lambda.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import mmap
import os
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any


def shift_time(path: str) -> None:
    """Add the seconds that stand in the file (a double, which changes as the cloud's clock moves) to every clock."""
    with Path(path).open("r+b") as file:
        shared = mmap.mmap(file.fileno(), 8)
    real_time, real_datetime = time.time, dt.datetime

    def now() -> float:
        return real_time() + float(struct.unpack("d", shared[:8])[0])

    class Meta(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real_datetime)

    class Shifted(dt.datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return real_datetime.fromtimestamp(now(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return real_datetime.fromtimestamp(now(), dt.UTC).replace(tzinfo=None)

    time.time = now
    time.time_ns = lambda: int(now() * 1e9)
    dt.datetime = Shifted  # type: ignore[misc]


def lead_names(ports: dict[str, int]) -> None:
    """Let these host names lead to their ports of this machine, and all others nowhere."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in ports:
            return look_up("127.0.0.1", ports[name], *rest, **more)
        if name is None or _is_here(name):
            return look_up(host, port, *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is outside the embedded cloud, and nothing stands in for it")

    socket.getaddrinfo = getaddrinfo


def _is_here(name: str) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    clock = os.environ.pop("_WATCHBILL_CLOCK", "")
    if clock:
        shift_time(clock)
    names = os.environ.pop("_WATCHBILL_PORTS", "")
    if names:
        lead_names(json.loads(names))
    from awslambdaric.__main__ import main  # type: ignore[import-untyped]

    main([sys.argv[0], os.environ["_HANDLER"]])
