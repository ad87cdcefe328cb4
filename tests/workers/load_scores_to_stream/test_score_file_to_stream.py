"""loadScoresToStream against a cloud on loopback: what goes on, what is left out, what survives faults."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.cloud import BUCKET, Answer, Cloud, Context, Environ, Lines, Service, read_body, refuse, target
from workers.load_scores_to_stream.handler import handle
from workers.runtime import s3_file

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = "campaignId,memberId,score,rank,verdict\n"


@pytest.fixture(autouse=True)
def rank_bounds(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIN_RANK", "1")
    monkeypatch.setenv("MAX_RANK", "3")


def rows(count: int, campaign: str = "12345") -> str:
    return "".join(f"{campaign},fan-{n},{n / 1000},{n % 5},verified\n" for n in range(count))


def test_rows_within_the_rank_bounds_reach_the_stream_and_each_campaign_asks_for_a_verdict(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    event = cloud.put_file("scores/a b.csv", HEADER + rows(10) + rows(5, "777"))
    event["Records"][0]["s3"]["object"]["key"] = "scores/a+b.csv"

    assert handle(event, context) == {"files": [{"key": "scores/a b.csv", "end": "finished"}]}

    put = cloud.stream()
    assert sorted((r["campaignId"], r["memberId"], r["rank"]) for r in put) == sorted(
        [("12345", f"fan-{n}", n % 5) for n in range(10) if 1 <= n % 5 <= 3]
        + [("777", f"fan-{n}", n) for n in (1, 2, 3)]
    )
    assert len({r["version"] for r in put}) == len(put)
    messages = cloud.messages()
    assert {m["campaignId"] for m in messages} == {"12345", "777"}
    assert {m["attributes"]["traceparent"] for m in messages} == {r["traceparent"] for r in put}
    out = lines()
    assert out.message("file finished")["count"] == {
        "in": 15, "out": 9, "filtered": 6, "invalid": 0, "put again": 0,
    }  # fmt: skip
    assert (out.metric("RecordsIn"), out.metric("RecordsOut"), out.metric("RecordsFiltered")) == (15, 9, 6)
    assert out.metric("FilesLoaded") == 1
    assert {line["campaignId"] for line in out.logs if line["message"] == "message sent"} == {"12345", "777"}
    assert {line["trace_id"] for line in out.logs if "trace_id" in line} == {put[0]["traceparent"][3:35]}


def test_a_second_delivery_of_the_same_file_changes_nothing(cloud: Cloud, context: Context) -> None:
    event = cloud.put_file("scores.csv", HEADER + rows(10))
    handle(event, context)
    cloud.messages()
    assert handle(event, context) == {"files": [{"key": "scores.csv", "end": "already done"}]}
    assert len(cloud.stream()) == 6
    assert cloud.messages() == []


INVALID_ROWS = {
    "too few columns": ("1,fan", "row has too few columns"),
    "a score in words": ("1,fan,high,1,verified", "score is not a number"),
    "an endless score": ("1,fan,inf,1,verified", "score is not finite"),
    "half a rank": ("1,fan,0.5,1.5,verified", "rank is not a whole number"),
    "a rank below zero": ("1,fan,0.5,-1,verified", "rank is negative"),
    "an unknown verdict": ("1,fan,0.5,1,maybe", "verdict is not one of verified, waitlisted, rejected"),
    "no campaign": (",fan,0.5,1,verified", "campaignId is not 1–64 letters, digits or _ . : -"),
    "a member with a slash": ("1,f/an,0.5,1,verified", "memberId is not 1–128 letters, digits or _ . : -"),
    "a stray quote": ('1,"fan,0.5,1,verified', "line has a stray quote"),
    "a NUL": ("1,f\0an,0.5,1,verified", "memberId is not 1–128 letters, digits or _ . : -"),
}


@pytest.mark.parametrize(("row", "cause"), INVALID_ROWS.values(), ids=INVALID_ROWS)
def test_an_invalid_row_is_counted_and_parked_and_its_content_is_not_logged(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], row: str, cause: str
) -> None:
    handle(cloud.put_file("scores.csv", HEADER + row + "\n" + "12345,good-one,1,2,verified\n"), context)
    assert [r["memberId"] for r in cloud.stream()] == ["good-one"]
    ((key, parked),) = cloud.parked().items()
    assert key.startswith("parked/loadScoresToStream/20")
    assert [(record["position"], record["cause"]) for record in parked["records"]] == [("2", cause)]
    out = lines()
    assert out.metric("RecordsInvalid") == 1
    assert "fan" not in json.dumps([line for line in out.logs if line["message"] == "invalid record"])


REFUSED = {
    "without a rank column": ("campaignId,memberId,score,verdict\n1,2,3,verified\n", "columns"),
    "empty": ("", "empty"),
}


@pytest.mark.parametrize(("text", "word"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_can_never_be_read_is_parked_once_and_refused(
    cloud: Cloud, context: Context, text: str, word: str
) -> None:
    event = cloud.put_file("scores.csv", text)
    assert handle(event, context)["files"][0]["end"] == "refused"
    (parked,) = cloud.parked().values()
    assert word in parked["records"][0]["cause"]
    assert handle(event, context)["files"][0]["end"] == "already done"


@pytest.mark.parametrize("bucket", [BUCKET, "no-such-bucket"])
def test_a_file_that_is_gone_is_named_and_left(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], bucket: str
) -> None:
    s3 = {"bucket": {"name": bucket}, "object": {"key": "gone.csv"}}
    event = {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}]}
    assert handle(event, context)["files"][0]["end"] == "gone"
    assert "gone.csv" in lines().message("file is gone")["cause"]


def cut_bodies(times: int) -> Callable[[Environ, Callable[[Environ], Answer]], Answer | None]:
    """Close the connection in the middle of the next S3 bodies, having promised all of it."""
    left = [times]

    def fault(environ: Environ, forward: Callable[[Environ], Answer]) -> Answer | None:
        if target(environ) != "GET" or "HTTP_RANGE" not in environ or left[0] <= 0:
            return None
        left[0] -= 1
        status, headers, chunks = forward(environ)
        body = b"".join(chunks)
        return status, headers, [body[: len(body) // 2]]

    return fault


def test_a_body_cut_in_the_middle_is_resumed_without_losing_or_repeating_a_row(cloud: Cloud, context: Context) -> None:
    event = cloud.put_file("scores.csv", HEADER + rows(2_000).replace(",verified", f",verified,{'x' * 100}"))
    cloud.faults.append(cut_bodies(3))
    handle(event, context)
    assert sorted(r["memberId"] for r in cloud.stream()) == sorted(f"fan-{n}" for n in range(2_000) if 1 <= n % 5 <= 3)


def put_half(times: int) -> Callable[[Environ, Callable[[Environ], Answer]], Answer | None]:
    """Let PutRecords take every other record only, the next `times` calls."""
    left = [times]

    def fault(environ: Environ, forward: Callable[[Environ], Answer]) -> Answer | None:
        if target(environ) != "PutRecords" or left[0] <= 0:
            return None
        left[0] -= 1
        request = json.loads(read_body(environ))
        some = json.dumps({**request, "Records": request["Records"][::2]}).encode()
        status, headers, chunks = forward({**environ, "wsgi.input": io.BytesIO(some), "CONTENT_LENGTH": str(len(some))})
        taken = iter(json.loads(b"".join(chunks))["Records"])
        results: list[Any] = [
            {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "slow"} if n % 2 else next(taken)
            for n in range(len(request["Records"]))
        ]
        failed = sum("ErrorCode" in result for result in results)
        body = json.dumps({"FailedRecordCount": failed, "Records": results}).encode()
        kept = [(n, v) for n, v in headers if n.lower() != "content-length"]
        return status, [*kept, ("Content-Length", str(len(body)))], [body]

    return fault


def test_of_a_partly_refused_call_only_the_refused_records_are_sent_again(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    cloud.faults.append(put_half(3))
    handle(cloud.put_file("scores.csv", HEADER + rows(1_000)), context)
    assert sorted(r["memberId"] for r in cloud.stream()) == sorted(f"fan-{n}" for n in range(1_000) if 1 <= n % 5 <= 3)
    assert lines().message("file finished")["count"]["put again"] > 0


def test_a_stream_that_stays_down_fails_the_invocation_and_the_next_one_goes_on(cloud: Cloud, context: Context) -> None:
    event = cloud.put_file("scores.csv", HEADER + rows(10))
    cloud.faults.append(refuse("PutRecords", "ResourceNotFoundException", times=1_000))
    context.remaining = lambda: 1_500
    with pytest.raises(RuntimeError, match="6 of a call's records were refused: ResourceNotFoundException"):
        handle(event, context)
    cloud.faults.clear()
    context.remaining = lambda: 60_000
    handle(event, context)
    assert len(cloud.stream()) == 6


def test_a_long_file_is_handed_on_near_the_deadline_and_ends_with_exact_counts(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], lambda_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    lambda_service.default = lambda *_: (202, {}, b"")
    monkeypatch.setattr(s3_file, "WINDOW_BYTES", 8_192)
    count = 1_000
    event: dict[str, Any] = cloud.put_file("long.csv", HEADER + rows(count))
    ends = []
    for _ in range(10):
        # Time for one window: 60 s when the budget is read and before the first window, then 5 s.
        left = iter([60_000, 60_000])
        context.remaining = lambda left=left: next(left, 5_000)  # type: ignore[misc]
        ends.append(handle(event, context)["files"][0]["end"])
        if ends[-1] != "continued":
            break
        assert lambda_service.asked[-1][1] == f"/2015-03-31/functions/{context.function_name}/invocations"
        assert lambda_service.asked[-1][2]["x-amz-invocation-type"] == "Event"
        event = json.loads(lambda_service.asked[-1][3])
    assert ends == ["continued"] * (len(ends) - 1) + ["finished"]
    assert len(ends) > 1
    assert [json.loads(asked[3])["continuation"]["number"] for asked in lambda_service.asked] == [*range(1, len(ends))]
    expected = [f"fan-{n}" for n in range(count) if 1 <= n % 5 <= 3]
    assert sorted(r["memberId"] for r in cloud.stream()) == sorted(expected)
    assert len({r["traceparent"][3:35] for r in cloud.stream()}) == 1
    assert lines().message("file finished")["count"]["in"] == count


def test_a_file_replaced_while_it_is_read_is_left_to_its_own_event(cloud: Cloud, context: Context) -> None:
    event = cloud.put_file("scores.csv", HEADER + rows(1_000))
    reads = []

    def replace(environ: Environ, _: Callable[[Environ], Answer]) -> Answer | None:
        if target(environ) == "GET" and "HTTP_RANGE" in environ:
            reads.append(environ["HTTP_RANGE"])
            if len(reads) == 2:
                cloud.put_file("scores.csv", HEADER + rows(3))
        return None

    cloud.faults.extend([replace, cut_bodies(1)])
    assert handle(event, context)["files"][0]["end"] == "gone"
    assert cloud.stream() == []
