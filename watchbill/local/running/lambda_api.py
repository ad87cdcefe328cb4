"""Lambda's Invoke, on the embedded endpoint; the rest of Lambda's API stays moto's."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from werkzeug.wrappers import Response

from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.outcome import PAYLOAD_LIMIT, ThrottledError

if TYPE_CHECKING:
    from watchbill.local.running.asynchronous import AsyncQueue
    from watchbill.local.running.function import Functions
    from watchbill.local.running.invoker import Invoker
    from watchbill.local.running.poller.pollers import Pollers
    from watchbill.local.tap import Answer, Request

_PATH = re.compile(r"/2015-03-31/functions/(?P<name>[^/]+)/invocations/?")
ASYNC_LIMIT = 1024 * 1024


class LambdaApi:
    """A tap: answers Invoke, and notices what changes functions."""

    def __init__(self, invoker: Invoker, events: AsyncQueue, functions: Functions, pollers: Pollers) -> None:
        self._invoker = invoker
        self._events = events
        self._functions = functions
        self._pollers = pollers

    def before(self, request: Request) -> Response | None:
        match = _PATH.fullmatch(request.path) if request.service == "lambda" and request.method == "POST" else None
        if match is None:
            return None
        name = unquote(match["name"])
        qualifier = parse_qs(request.query).get("Qualifier", [""])[0]
        try:
            return self._invoke(request, name, qualifier)
        except FunctionMissingError as error:
            return _refuse(404, "ResourceNotFoundException", {"Type": "User", "Message": str(error)})
        except ThrottledError as error:
            body = {"Type": "User", "message": str(error), "Reason": error.reason}
            return _refuse(429, "TooManyRequestsException", body)

    def after(self, request: Request, answer: Answer) -> None:
        if request.service == "lambda" and request.method not in ("GET", "HEAD") and not _PATH.fullmatch(request.path):
            self._functions.forget()
            self._pollers.forget()

    def _invoke(self, request: Request, name: str, qualifier: str) -> Response:
        kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
        event = request.body or b"{}"
        if len(event) > (ASYNC_LIMIT if kind == "Event" else PAYLOAD_LIMIT):
            text = f"{len(event)} byte payload is too large for the {kind} invocation type"
            return _refuse(413, "RequestTooLargeException", {"Type": "User", "message": text})
        try:
            read = json.loads(event)
        except ValueError as error:
            text = f"Could not parse request body into json: {error}"
            return _refuse(400, "InvalidRequestContentException", {"Type": "User", "message": text})
        function = self._functions.find(name, qualifier)
        headers = {"X-Amzn-RequestId": str(uuid.uuid4()), "X-Amz-Executed-Version": function.version}
        if kind == "DryRun":
            return Response(b"", 204, headers)
        if kind == "Event":
            headers["X-Amzn-RequestId"] = self._events.put(function.arn, read)
            return Response(b"", 202, headers)
        outcome = self._invoker.invoke(name, event, qualifier)
        headers |= {"X-Amzn-RequestId": outcome.request_id, "Content-Type": "application/json"}
        if outcome.error:
            headers["X-Amz-Function-Error"] = outcome.error
        if request.headers.get("x-amz-log-type") == "Tail":
            headers["X-Amz-Log-Result"] = base64.b64encode(outcome.log_tail).decode()
        return Response(outcome.payload, 200, headers)


def _refuse(status: int, code: str, body: dict[str, str]) -> Response:
    return Response(json.dumps(body), status, {"x-amzn-ErrorType": code}, content_type="application/json")
