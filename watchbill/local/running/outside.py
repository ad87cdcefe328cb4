"""What lies outside AWS, and where functions find it on this machine instead."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """`addresses` are values that variables of these names have in a function's process, whatever was deployed.

    `ports` are host names and the ports of 127.0.0.1 to which they lead, whatever port is asked for; then no other
    name leads anywhere, so that nobody outside is called by mistake. None: names lead where they always do.
    `certificates` is a file of the authorities that the processes trust.
    """

    addresses: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, int] | None = None
    certificates: str = ""

    def environment(self) -> dict[str, str]:
        """Variables of every process; the one with an underscore is for bootstrap.py alone."""
        names = {} if self.ports is None else {"_WATCHBILL_PORTS": json.dumps(dict(self.ports))}
        return names | ({"SSL_CERT_FILE": self.certificates} if self.certificates else {})
