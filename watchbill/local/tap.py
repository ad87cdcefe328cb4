"""A tap on the embedded endpoint: sees every request before it is answered, and every answer.

What runs functions, measures services and plants faults does it here, outside moto and outside the code under test.
"""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from werkzeug.wrappers import Response


@dataclass(frozen=True)
class Request:
    """One call of an AWS API. `service` is its signing name; unsigned requests have none."""

    region: str
    service: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes

    @cached_property
    def action(self) -> str:
        """The operation, where the protocol names it: X-Amz-Target, or Action of a query. Else the HTTP method."""
        target = self.headers.get("x-amz-target", "").rpartition(".")[2]
        if target:
            return target
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return parse_qs(self.body.decode("utf-8", "replace")).get("Action", [self.method])[0]
        return self.method

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The body of a JSON protocol; empty for any other."""
        try:
            found = json.loads(self.body) if self.body[:1] == b"{" else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Answer:
    """What the caller got. `body` is empty for S3, whose objects may be large."""

    status: int
    body: bytes
    seconds: float = 0.0
    """Real time that the answer took."""

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The body of a JSON answer; empty for any other."""
        try:
            found = json.loads(self.body) if self.body[:1] == b"{" else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def error(self) -> str:
        """The error code of a JSON answer, without its namespace; "" where there is none."""
        return str(self.parameters.get("__type", "")).rpartition("#")[2] if self.status >= 400 else ""


class Tap(Protocol):
    """Both are called in the thread of the request; a slow tap slows that request only."""

    def before(self, request: Request) -> Response | None:
        """Answer instead of the service, or None."""

    def after(self, request: Request, answer: Answer) -> None:
        """Look at what was answered, by the service or by another tap."""


def pass_through(
    taps: Sequence[Tap], scope: tuple[str, str], inner: WSGIApplication, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    """Answer by the first tap that wants to, else by `inner`; show the answer to all of them."""
    request = _read(environ, *scope)
    found = next((response for tap in taps if (response := tap.before(request)) is not None), None)
    started = time.monotonic()
    status, chunks = _run(found or inner, environ, start)
    body = b"".join(chunks) if request.service != "s3" else b""
    answer = Answer(status, body, time.monotonic() - started)
    for tap in taps:
        tap.after(request, answer)
    return chunks


def _read(environ: WSGIEnvironment, region: str, service: str) -> Request:
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    length = -1 if chunked else int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return Request(
        region=region,
        service=service,
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", ""),
        query=environ.get("QUERY_STRING", ""),
        headers=headers,
        body=body,
    )


def _run(
    application: Callable[..., Iterable[bytes]], environ: WSGIEnvironment, start: StartResponse
) -> tuple[int, list[bytes]]:
    kept: list[int] = []

    def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        kept.append(int(status.split()[0]))
        return start(status, headers, *more)

    answered = application(environ, note)
    try:
        chunks = list(answered)
    finally:
        getattr(answered, "close", lambda: None)()
    return kept[0], chunks
