"""AWS/Kinesis from puts and reads. moto publishes IncomingBytes and IncomingRecords itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.kinesis.utils import decompose_shard_iterator

from watchbill.local import clock

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from watchbill.local.running.recorder import Recorder
    from watchbill.local.tap import Answer, Request

NAMESPACE = "AWS/Kinesis"
THROTTLED = "ProvisionedThroughputExceededException"


class KinesisMeasure:
    """A tap. Metrics of GetRecords exist only for streams that somebody reads."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service != "kinesis":
            return
        if request.action == "PutRecord":
            self._put_record(_stream(request), answer)
        elif request.action == "PutRecords":
            self._put_records(_stream(request), request, answer)
        elif request.action == "GetRecords":
            self._get_records(request, answer)

    def read(self, stream: str, *, age_ms: float, records: int, moment: float, latency_ms: float = 5.0) -> None:
        """Record one GetRecords call; the pollers' idle ones are made up from here, once a minute."""
        self._add(stream, "GetRecords.IteratorAgeMilliseconds", age_ms, "Milliseconds", moment)
        self._add(stream, "GetRecords.Records", records, "Count", moment)
        self._add(stream, "GetRecords.Latency", latency_ms, "Milliseconds", moment)
        self._add(stream, "GetRecords.Success", 1, "Count", moment)
        self._add(stream, "ReadProvisionedThroughputExceeded", 0, "Count", moment)

    def _put_record(self, stream: str, answer: Answer) -> None:
        self._add(stream, "PutRecord.Success", int(answer.status == 200))
        self._add(stream, "PutRecord.Latency", answer.seconds * 1000, "Milliseconds")
        self._add(stream, "WriteProvisionedThroughputExceeded", int(answer.error == THROTTLED))

    def _put_records(self, stream: str, request: Request, answer: Answer) -> None:
        total = len(request.parameters.get("Records", ()))
        results: list[Any] = answer.parameters.get("Records", [])
        failed = [found["ErrorCode"] for found in results if found.get("ErrorCode")]
        throttled = total if answer.error == THROTTLED else failed.count(THROTTLED)
        succeeded = len(results) - len(failed)
        self._add(stream, "PutRecords.Success", int(succeeded > 0))
        self._add(stream, "PutRecords.Latency", answer.seconds * 1000, "Milliseconds")
        self._add(stream, "PutRecords.TotalRecords", total)
        self._add(stream, "PutRecords.SuccessfulRecords", succeeded)
        self._add(stream, "PutRecords.FailedRecords", len(failed) - throttled if results else 0)
        self._add(stream, "PutRecords.ThrottledRecords", throttled)
        self._add(stream, "WriteProvisionedThroughputExceeded", throttled)

    def _get_records(self, request: Request, answer: Answer) -> None:
        stream, _, _ = decompose_shard_iterator(request.parameters["ShardIterator"])
        if answer.status != 200:
            self._add(stream, "GetRecords.Success", 0)
            self._add(stream, "ReadProvisionedThroughputExceeded", int(answer.error == THROTTLED))
            return
        records = answer.parameters.get("Records", [])
        now = clock.current().now()
        age = now - float(records[-1]["ApproximateArrivalTimestamp"]) if records else 0.0
        latency = answer.seconds * 1000
        self.read(stream, age_ms=max(0.0, age * 1000), records=len(records), moment=now, latency_ms=latency)

    def _add(self, stream: str, name: str, value: float, unit: str = "Count", moment: float | None = None) -> None:
        self._recorder.add(NAMESPACE, name, value, {"StreamName": stream}, unit=unit, moment=moment)


def _stream(request: Request) -> str:
    given = request.parameters
    return str(given.get("StreamName") or given.get("StreamARN", "").rpartition("/")[2])
