"""Faults of AWS itself, planted at the embedded endpoint: refusals, partial failures, cut bodies, slowness."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.tap import Answer, Request

JSON = "application/x-amz-json-1.1"


@dataclass(slots=True)
class Planted:
    """One fault: what it does to a request, which requests, and how many more of them."""

    act: Callable[[Request], Response | None]
    takes: Callable[[Request], bool]
    left: int


class AwsFaults:
    """A tap: `cloud.taps.append(AwsFaults(cloud))`. The first planted fault that takes a request acts on it."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self.fired = 0
        """How many requests were spoiled so far."""
        self._cloud = cloud
        self._planted: list[Planted] = []
        self._lock = threading.Lock()

    def before(self, request: Request) -> Response | None:
        with self._lock:
            found = next((planted for planted in self._planted if planted.left and planted.takes(request)), None)
            if found is None:
                return None
            found.left -= 1
            self.fired += 1
        return found.act(request)

    def after(self, request: Request, answer: Answer) -> None:
        """Nothing: what was answered is answered."""

    def clear(self) -> None:
        with self._lock:
            self._planted.clear()

    def refuse(self, service: str, action: str, code: str, *, times: int = 1, status: int = 400) -> None:
        """Answer the next calls of a JSON service with an error; nothing of them takes effect."""
        body = json.dumps({"__type": f"com.amazonaws#{code}", "message": "made to fail"})
        self._plant(service, action, times, lambda _: Response(body, status, content_type=JSON))

    def lose_answer(self, service: str, action: str, *, times: int = 1) -> None:
        """Let the next calls take effect, and answer them with 500."""
        body = json.dumps({"__type": "com.amazonaws#InternalFailure"})

        def act(request: Request) -> Response:
            self._repeat(request)
            return Response(body, 500, content_type=JSON)

        self._plant(service, action, times, act)

    def refuse_records(
        self, share: int, *, times: int = 1, code: str = "ProvisionedThroughputExceededException"
    ) -> None:
        """Let Kinesis refuse every `share`-th record of the next PutRecords calls; the others are written."""

        def act(request: Request) -> Response:
            records = request.parameters["Records"]
            kept = [record for place, record in enumerate(records) if place % share]
            answer = self._repeat(request, {**request.parameters, "Records": kept}) if kept else {"Records": []}
            written = iter(answer["Records"])
            failed = {"ErrorCode": code, "ErrorMessage": "made to fail"}
            results = [next(written) if place % share else failed for place in range(len(records))]
            body = {"FailedRecordCount": len(records) - len(kept), "Records": results}
            return Response(json.dumps(body), 200, content_type=JSON)

        self._plant("kinesis", "PutRecords", times, act)

    def leave_unprocessed(self, *, times: int = 1) -> None:
        """Let DynamoDB leave all of the next BatchWriteItem calls unprocessed: throttled, with status 200."""

        def act(request: Request) -> Response:
            body = {"UnprocessedItems": request.parameters["RequestItems"]}
            return Response(json.dumps(body), 200, content_type=JSON)

        self._plant("dynamodb", "BatchWriteItem", times, act)

    def cut_body(self, suffix: str, size: int, *, times: int = 1) -> None:
        """End the connection `size` bytes into the body of the next GETs of objects whose keys end so."""

        def act(request: Request) -> Response | None:
            bucket, _, name = unquote(request.path).lstrip("/").partition("/")
            ranged = {"Range": request.headers["range"]} if "range" in request.headers else {}
            found = self._cloud.client("s3").get_object(Bucket=bucket, Key=name, **ranged)
            body = found["Body"].read()
            headers = {"Content-Length": str(len(body)), "ETag": found["ETag"]}
            if "ContentRange" in found:
                headers["Content-Range"] = found["ContentRange"]
            return Response(iter([body[:size]]), 206 if ranged else 200, headers)

        self._plant("s3", "GET", times, act, lambda request: unquote(request.path).endswith(suffix))

    def slow(self, service: str, action: str, seconds: float, *, times: int = 1) -> None:
        """Keep the next calls waiting, in real time."""
        self._plant(service, action, times, lambda _: time.sleep(seconds))

    def _plant(
        self,
        service: str,
        action: str,
        times: int,
        act: Callable[[Request], Response | None],
        also: Callable[[Request], bool] = lambda _: True,
    ) -> None:
        def takes(request: Request) -> bool:
            return (request.service, request.action) == (service, action) and also(request)

        with self._lock:
            self._planted.append(Planted(act, takes, times))

    def _repeat(self, request: Request, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Make the call for good, as it stands or with other parameters, past the taps' faults: they are spent."""
        import urllib3

        body = request.body if parameters is None else json.dumps(parameters).encode()
        wanted = ("authorization", "x-amz-target", "x-amz-date", "content-type")
        headers = {name: value for name, value in request.headers.items() if name in wanted}
        answer = urllib3.request(request.method, self._cloud.endpoint_url + request.path, body=body, headers=headers)
        found: dict[str, Any] = json.loads(answer.data)
        return found
