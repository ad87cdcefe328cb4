"""saveFanlistScores against a cloud on loopback: every fan once, in the table and on the stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.workers.cloud import Cloud, Context, Lines, Service, refuse
from tests.workers.event import kinesis, score
from workers.load_scores_to_dynamodb.handler import handle as load
from workers.runtime import s3_file
from workers.save_fanlist_scores.handler import handle

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

HEADER = "memberId,campaignId,verdict,rank,score,note\n"


def rows(members: list[int]) -> str:
    return "".join(f"fan-{n},12345,verified,{n},0.5,x\n" for n in members)


def test_valid_invalid_and_duplicate_rows_are_told_apart(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    text = HEADER + rows([1, 2, 3, 2]) + "fan-9,12345,verified,one,0.5,x\n" + rows([1, 4])
    assert handle(cloud.put_file("fans.csv", text), context)["files"][0]["end"] == "finished"
    assert set(cloud.scores()) == {f"12345|fan-{n}" for n in (1, 2, 3, 4)}
    assert [r["memberId"] for r in cloud.stream()] == ["fan-1", "fan-2", "fan-3", "fan-4"]
    assert [m["campaignId"] for m in cloud.messages()] == ["12345"]
    out = lines()
    assert out.message("file finished")["count"] == {
        "in": 7, "valid": 6, "invalid": 1, "duplicate": 2, "out": 4, "put again": 0,
        "written": 4, "created": 4, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert (out.metric("RecordsDuplicate"), out.metric("WritesCreated")) == (2, 4)


def test_what_the_stream_brings_back_from_a_fan_list_changes_nothing(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    handle(cloud.put_file("fans.csv", HEADER + rows([1, 2])), context)
    before = cloud.scores()
    lines()
    load(kinesis(*cloud.stream()), context)
    assert cloud.scores() == before
    assert lines().message("batch written")["count"]["replayed"] == 2


def test_an_older_fan_list_never_overwrites_a_newer_score(cloud: Cloud, context: Context) -> None:
    load(kinesis(score("fan-1", version=2**62, score=0.9)), context)
    handle(cloud.put_file("fans.csv", HEADER + rows([1])), context)
    assert cloud.scores()["12345|fan-1"]["score"]["N"] == "0.9"


def test_rows_refused_for_a_moment_are_written_again(
    cloud: Cloud, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.runtime.batch.MAX_PAUSE_SECONDS", 0.0)
    cloud.faults.append(refuse("PutItem", "AccessDeniedException", times=5))
    handle(cloud.put_file("fans.csv", HEADER + rows([1, 2, 3, 4, 5, 6])), context)
    assert len(cloud.scores()) == len(cloud.stream()) == 6


def test_a_row_dynamodb_will_never_take_is_parked_and_not_put_to_the_stream(cloud: Cloud, context: Context) -> None:
    cloud.faults.append(refuse("PutItem", "ValidationException", times=1))
    handle(cloud.put_file("fans.csv", HEADER + rows([1])), context)
    (parked,) = cloud.parked().values()
    assert [(r["position"], r["cause"]) for r in parked["records"]] == [("2", "refused by DynamoDB")]
    assert cloud.stream() == []


def test_duplicates_are_told_across_a_continuation(
    cloud: Cloud,
    context: Context,
    lines: Callable[[], Lines],
    lambda_service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lambda_service.default = lambda *_: (202, {}, b"")
    monkeypatch.setattr(s3_file, "WINDOW_BYTES", 512)
    event: dict[str, Any] = cloud.put_file("fans.csv", HEADER + rows([*range(40), *range(20), *range(40, 60)]))
    end = ""
    for _ in range(20):
        left = iter([60_000, 60_000])
        context.remaining = lambda left=left: next(left, 5_000)  # type: ignore[misc]
        end = handle(event, context)["files"][0]["end"]
        if end != "continued":
            break
        event = json.loads(lambda_service.asked[-1][3])
    assert end == "finished"
    assert len(lambda_service.asked) > 2
    assert len(cloud.scores()) == 60
    count = lines().message("file finished")["count"]
    assert (count["in"], count["duplicate"], count["created"]) == (80, 20, 60)
