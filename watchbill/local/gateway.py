"""The WSGI application behind the embedded endpoint: our own services first, moto for the rest."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from moto.core.request import Request
from werkzeug.wrappers import Response

from watchbill.local.tap import pass_through

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from watchbill.local.api.service import Service
    from watchbill.local.tap import Tap

log = logging.getLogger(__name__)


class Gateway:
    """Routes a request by the service in its signature's credential scope, as AWS's own front end could."""

    def __init__(self, moto: WSGIApplication, services: Iterable[Service]) -> None:
        self._moto = moto
        self._services = {service.SIGNING: service for service in services}
        # moto checks a condition, or counts a shard, and writes in a second step: under threads it loses writes.
        self._locks = {"dynamodb": threading.Lock(), "kinesis": threading.Lock()}
        self.taps: list[Tap] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.taps:
            scope = _scope(environ.get("HTTP_AUTHORIZATION", ""))
            return pass_through(self.taps, scope, self._answer, environ, start_response)
        return self._answer(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        region, name = _scope(environ.get("HTTP_AUTHORIZATION", ""))
        service = self._services.get(name)
        if service is not None and service.concerns(environ):
            body = _buffer(environ)
            response = service.answer(Request(environ), region)
            if response is not None:
                return response(environ, start_response)
            environ["wsgi.input"] = io.BytesIO(body)
        try:
            with self._locks.get(name, contextlib.nullcontext()):
                return self._moto(environ, start_response)
        except NotImplementedError as error:
            return _refusal(environ, name, str(error))(environ, start_response)

    def reset(self) -> None:
        for service in self._services.values():
            service.reset()


def _scope(authorization: str) -> tuple[str, str]:
    """Region and service of a SigV4 header `AWS4-HMAC-SHA256 Credential=key/date/region/service/aws4_request, …`."""
    _, _, credential = authorization.partition("Credential=")
    parts = credential.split(",")[0].split("/")
    return (parts[-3], parts[-2]) if len(parts) >= 5 else ("us-east-1", "")


def _buffer(environ: dict[str, Any]) -> bytes:
    """Read the body and put a rewound copy in its place: two readers look at it."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _refusal(environ: WSGIEnvironment, service: str, reason: str) -> Response:
    """Say 501 at once: boto3 would retry moto's own 500 page, and its HTML explains nothing."""
    message = f"The embedded cloud does not emulate this call of {service or 'an unknown service'}: {reason}"
    log.warning(message)
    if environ.get("HTTP_X_AMZ_TARGET") or environ.get("CONTENT_TYPE", "").startswith("application/json"):
        body = json.dumps({"__type": "NotImplemented", "message": message})
        headers = {"x-amzn-ErrorType": "NotImplemented"}
        return Response(body, 501, headers, content_type="application/json")
    error = f"<ErrorResponse><Error><Code>NotImplemented</Code><Message>{message}</Message></Error></ErrorResponse>"
    return Response(error, 501, content_type="text/xml")
