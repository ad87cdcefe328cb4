"""Lambda's Runtime API, for one execution environment: a loopback port on which it asks for its next invocation.

The whole protocol is one conversation, so whoever invokes holds it: no server, no threads. A request is read as its
bytes come in, and answered in one write on a socket without Nagle's delay (that alone is 23 against 4,100 a second).
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import responses
from typing import TYPE_CHECKING

from watchbill.local.server import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFIX = "/2018-06-01/runtime"
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class RuntimeRequest:
    """What the runtime client sent: `GET …/invocation/next`, or a POST of a response or of an error."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    connection: socket.socket

    @property
    def wants_next(self) -> bool:
        return self.path == f"{PREFIX}/invocation/next"

    def answer(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """Send the response. Raises OSError when the process is gone."""
        lines = [f"HTTP/1.1 {status} {responses[status]}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)


class RuntimeApi:
    """Listens for one process. `sockets` are to be watched; `receive` reads one that has become readable."""

    def __init__(self) -> None:
        self._listener = socket.create_server((LOOPBACK, 0))
        self._inboxes: dict[socket.socket, bytearray] = {}

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    @property
    def sockets(self) -> Iterable[socket.socket]:
        return (self._listener, *self._inboxes)

    def receive(self, readable: socket.socket) -> RuntimeRequest | None:
        """Take in what came; the request, once it is whole."""
        if readable is self._listener:
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._inboxes[connection] = bytearray()
            return None
        try:
            received = readable.recv(_CHUNK)
        except ConnectionError:
            received = b""
        if not received:
            del self._inboxes[readable]
            readable.close()
            return None
        self._inboxes[readable] += received
        return self._whole(readable)

    def _whole(self, connection: socket.socket) -> RuntimeRequest | None:
        inbox = self._inboxes[connection]
        end = inbox.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = inbox[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        start = end + 4
        length = int(headers.get("content-length", 0))
        if len(inbox) < start + length:
            return None
        body = bytes(inbox[start : start + length])
        del inbox[: start + length]
        method, path, _ = first.split(" ", 2)
        return RuntimeRequest(method, path, headers, body, connection)

    def close(self) -> None:
        for connection in self.sockets:
            connection.close()
        self._inboxes.clear()
