"""loadScoresToDynamoDB against a cloud on loopback: one conditional write tells every outcome apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workers.cloud import Cloud, Context, Lines, refuse
from tests.workers.event import kinesis, score
from tests.workers.partiql import statements
from workers.load_scores_to_dynamodb.handler import handle

if TYPE_CHECKING:
    from collections.abc import Callable

DONE = {"batchItemFailures": []}
OLD = score(version=5, score=0.5)

OUTCOMES = {
    "a fan not known before is created": ([], OLD, "created", (0.5, 5)),
    "a newer statement updates": ([OLD], score(version=6, score=0.6), "updated", (0.6, 6)),
    "a newer rank alone updates": ([OLD], score(version=6, rank=2), "updated", (0.5, 6)),
    "a newer but equal statement only moves the version": (
        [OLD],
        score(version=6),
        "unchanged",
        (0.5, 6),
    ),
    "the same record again is a replay": ([OLD], OLD, "replayed", (0.5, 5)),
    "an older statement is stale": ([OLD], score(version=4, score=0.1), "stale", (0.5, 5)),
    "another statement of the same version is stale": ([OLD], score(version=5, score=0.9), "stale", (0.5, 5)),
}


MEANS = ["put", "statements", "statements that name no item"]


@pytest.fixture
def write_by(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Choose how records are written."""

    def choose(means: str) -> None:
        monkeypatch.setenv("WRITE_MODE", means.split(" ", maxsplit=1)[0])
        cloud.faults.append(statements(cloud, with_items="no item" not in means))

    return choose


@pytest.mark.parametrize("means", MEANS)
@pytest.mark.parametrize(("before", "record", "outcome", "after"), OUTCOMES.values(), ids=OUTCOMES)
def test_a_write_is_named(  # type: ignore[no-untyped-def]
    cloud: Cloud, context: Context, lines: Callable[[], Lines], write_by, means, before, record, outcome, after
) -> None:
    write_by(means)
    if before:
        handle(kinesis(*before), context)
        lines()
    assert handle(kinesis(record), context) == DONE
    count = lines().message("batch written")["count"]
    assert count[outcome] == 1
    assert count["created"] + count["updated"] + count["unchanged"] == count["in"]
    item = cloud.scores()["12345|fan-1"]
    assert (float(item["score"]["N"]), int(item["version"]["N"])) == after


def test_a_late_older_record_never_wins_over_an_equal_newer_one(cloud: Cloud, context: Context) -> None:
    for record in (score(version=1, score=0.6), score(version=3, score=0.6), score(version=2, score=0.5)):
        handle(kinesis(record), context)
    assert cloud.scores()["12345|fan-1"]["score"]["N"] == "0.6"


@pytest.mark.parametrize("means", MEANS[:2])
def test_a_whole_batch_delivered_again_changes_nothing(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], write_by: Callable[[str], None], means: str
) -> None:
    write_by(means)
    event = kinesis(*(score(f"fan-{n % 40}", version=n + 1, score=n / 100) for n in range(60)))
    assert handle(event, context) == DONE
    first = cloud.scores()
    lines()
    assert handle(event, context) == DONE
    assert cloud.scores() == first
    count = lines().message("batch written")["count"]
    assert (count["created"], count["updated"], count["unchanged"]) == (0, 0, 60)


INVALID = {
    "no JSON": (b"Hello", "record is not JSON"),
    "a list": (b"[]", "record is not a JSON object"),
    "a score in quotes": (score(score="0.5"), "score is not a number"),
    "a true rank": (score(rank=True), "rank is not a whole number"),
    "no version": ({k: v for k, v in score().items() if k != "version"}, "version is not a whole number from 1"),
    "no member": (score(memberId=None), "memberId is missing"),
    "a number for a campaign": (score(campaignId=12345), "campaignId is not text"),
}


@pytest.mark.parametrize(("record", "cause"), INVALID.values(), ids=INVALID)
def test_an_invalid_record_is_parked_and_does_not_hold_up_the_others(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], record: bytes, cause: str
) -> None:
    event = kinesis(score("a"), record, score("b"))
    assert handle(event, context) == DONE
    assert set(cloud.scores()) == {"12345|a", "12345|b"}
    (parked,) = cloud.parked().values()
    assert [(r["position"], r["cause"]) for r in parked["records"]] == [("101", cause)]
    assert lines().metric("RecordsInvalid") == 1
    handle(event, context)
    assert len(cloud.parked()) == 1


def test_a_throttled_table_brings_back_the_batch_from_the_first_record_not_written(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.load_scores_to_dynamodb.handler.STEP_RECORDS", 2)
    monkeypatch.setattr("workers.runtime.batch.MAX_PAUSE_SECONDS", 0.0)
    written: list[int] = []

    def throttle(environ, forward):  # type: ignore[no-untyped-def]
        if environ.get("HTTP_X_AMZ_TARGET", "").endswith("PutItem"):
            written.append(1)
            if len(written) > 2:
                return refuse("PutItem", "AccessDeniedException", 1)(environ, forward)
        return None

    cloud.faults.append(throttle)
    event = kinesis(*(score(f"fan-{n}") for n in range(6)))
    assert handle(event, context) == {"batchItemFailures": [{"itemIdentifier": "102"}]}
    out = lines()
    assert (out.metric("RecordsOut"), out.metric("RecordsFailed")) == (2, 4)
    cloud.faults.clear()
    assert handle(event, context) == DONE
    assert len(cloud.scores()) == 6


def test_nothing_is_started_without_time_left(cloud: Cloud, context: Context) -> None:
    left = iter([60_000])
    context.remaining = lambda: next(left, 1_000)
    assert handle(kinesis(score("a"), score("b")), context) == {"batchItemFailures": [{"itemIdentifier": "100"}]}
    assert cloud.scores() == {}


def test_a_record_that_cannot_be_parked_is_not_acknowledged(cloud: Cloud, context: Context) -> None:
    cloud.s3.delete_bucket(Bucket="parking")
    with pytest.raises(Exception, match="NoSuchBucket"):
        handle(kinesis(b"poison"), context)


def test_the_record_carries_its_trace_into_the_item(cloud: Cloud, context: Context, lines: Callable[[], Lines]) -> None:
    carrier = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"
    handle(kinesis(score(traceparent=carrier)), context)
    assert cloud.scores()["12345|fan-1"]["traceparent"] == {"S": carrier}
    assert lines().message("batch written")["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


def test_a_statement_that_is_not_understood_is_settled_by_a_put(
    cloud: Cloud, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITE_MODE", "statements")

    def confused(environ, _):  # type: ignore[no-untyped-def]
        if not environ.get("HTTP_X_AMZ_TARGET", "").endswith("BatchExecuteStatement"):
            return None
        body = b'{"Responses": [{"Error": {"Code": "ValidationError", "Message": "what?"}}]}'
        return "200 OK", [("Content-Length", str(len(body)))], [body]

    cloud.faults.append(confused)
    assert handle(kinesis(score("a")), context) == DONE
    assert set(cloud.scores()) == {"12345|a"}
