"""The HTTPS server below every stand-in: it answers, or fails as planted."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from watchbill.local.standin.fault import RETRY_AFTER_SECONDS, Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.local.standin.authority import Authority

TRICKLE_SECONDS = 0.05
MAX_HANG_SECONDS = 30.0
GARBAGE = b"<html><body>Please sign in to the network</body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, read to its end. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Standin(ABC):
    """A service on loopback; a context manager that runs it. `authority` gives it TLS, None plain HTTP."""

    name: str
    """How people call the service."""

    def __init__(self, authority: Authority | None = None) -> None:
        self.faults = Faults()
        self.asked: list[Request] = []
        self._authority = authority
        self._over = threading.Event()
        self._turn = threading.RLock()
        self._server = _Server(self, authority)
        self._fronts: list[_Server] = []

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Act on a request as the service would. One at a time: state needs no locks of its own."""

    @abstractmethod
    def complaint(self, status: int, request: Request) -> Reply:
        """Answer with this status in the service's own words; a 400 and a 401 repeat what the request said."""

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"{'https' if self._authority else 'http'}://127.0.0.1:{self._server.server_port}"

    @property
    def port(self) -> int:
        """Of `url`."""
        return self._server.server_port

    def secure(self, authority: Authority) -> int:
        """Answer by TLS as well, from now on; returns the port at which."""
        front = _Server(self, authority)
        self._fronts.append(front)
        self._run(front)
        return front.server_port

    def _run(self, server: _Server) -> None:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True, name=self.name).start()

    def __enter__(self) -> Self:
        self._run(self._server)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for server in (self._server, *self._fronts):
            server.shutdown()
            server.server_close()

    def serve(self, request: Request) -> Reply:
        """Answer in turn, and keep what was asked."""
        with self._turn:
            self.asked.append(request)
            return self.answer(request)

    def spoiled(self, fault: Fault, request: Request) -> Reply | None:
        """The answer under a fault; None where there is none. Hangs as long as the fault does."""
        if fault.takes_effect:
            self.serve(request)
        if fault is Fault.HANG:
            self._over.wait(MAX_HANG_SECONDS)
        if fault is Fault.GARBAGE:
            return Reply(body=GARBAGE, headers={"Content-Type": "text/html"})
        if not fault.status:
            return None
        reply = self.complaint(fault.status, request)
        waits = {"Retry-After": str(RETRY_AFTER_SECONDS)} if fault is Fault.RATE_LIMITED else {}
        return Reply(status=reply.status, body=reply.body, headers={**reply.headers, **waits})

    def over(self, seconds: float) -> bool:
        """Wait; True once the stand-in is being stopped."""
        return self._over.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, standin: Standin, authority: Authority | None) -> None:
        self.standin, self.authority = standin, authority
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A connection that breaks is what faults are for."""


class _Handler(BaseHTTPRequestHandler):
    """One connection, one request: a fault planted for the handshake must find one."""

    server: _Server
    timeout = MAX_HANG_SECONDS

    def setup(self) -> None:
        faults = self.server.standin.faults
        authority = self.server.authority
        if authority:
            context = authority.untrusted if faults.take(Fault.UNTRUSTED) else authority.trusted
            self.request: socket.socket = context.wrap_socket(self.request, server_side=True)
        if faults.take(Fault.RESET_BEFORE_READ):
            reset(self.request)
            raise ConnectionAbortedError
        super().setup()

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        standin = self.server.standin
        fault = standin.faults.take()
        reply = standin.spoiled(fault, request) if fault else standin.serve(request)
        if fault is Fault.TRICKLE:
            self._trickle()
        elif reply is None:
            reset(self.connection)
        else:
            self._write(reply)

    do_GET = do_POST = do_PUT = do_HEAD = handle_any  # noqa: N815 - the names that http.server looks for

    def _write(self, reply: Reply) -> None:
        with contextlib.suppress(OSError):  # the client may have given up by now
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

    def _trickle(self) -> None:
        with contextlib.suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while not self.server.standin.over(TRICKLE_SECONDS):
                self.wfile.write(b" ")
                self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Stand-ins are silent."""


def reset(connection: socket.socket) -> None:
    """End a connection as a crash does: the other side reads ECONNRESET, not an end of file."""
    with contextlib.suppress(OSError):
        # Detached, because whoever still reads or writes it would keep it open; and TLS must not say goodbye.
        plain = socket.socket(fileno=connection.detach())
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plain.close()
