"""saveEntryScoring against an Entry service on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.event import kinesis, score
from workers.save_entry_scoring.handler import handle

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workers.cloud import Cloud, Context, Lines, Service

DONE: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture(autouse=True)
def entry_service(environment: None, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTRY_SERVICE_URL", f"{service.url}/v1/")
    monkeypatch.setattr("workers.runtime.batch.MAX_PAUSE_SECONDS", 0.0)


def saved(service: Service) -> list[tuple[str, list[str]]]:
    """What each call was about: path and members."""
    return [(path, [e["memberId"] for e in json.loads(body)["entries"]]) for _, path, _, body in service.asked]


def test_ranked_scores_go_to_the_service_in_one_call_a_campaign(
    environment: None, service: Service, context: Context, lines: Callable[[], Lines]
) -> None:
    event = kinesis(score("a"), score("b", rank=0), score("c", campaignId="7:7"), score("d", rank=2))
    assert handle(event, context) == DONE
    assert saved(service) == [
        ("/v1/campaigns/12345/entries/scores", ["a", "d"]),
        ("/v1/campaigns/7%3A7/entries/scores", ["c"]),
    ]
    out = lines()
    assert (out.metric("RecordsIn"), out.metric("RecordsOut"), out.metric("RecordsFiltered")) == (4, 3, 1)
    assert out.metric("OperationSucceeded", Operation="entry.save") == 2
    assert {headers["traceparent"][3:35] for _, _, headers, _ in service.asked} == {
        out.message("batch saved")["trace_id"]
    }


def test_a_repeated_batch_carries_the_same_idempotency_key(
    environment: None, service: Service, context: Context
) -> None:
    for _ in range(2):
        handle(kinesis(score("a")), context)
    first, second = (headers["idempotency-key"] for _, _, headers, _ in service.asked)
    assert first == second


PASSING = {
    "503": (503, {}, b""),
    "429": (429, {}, b""),
    "401": (401, {}, b""),
    "a lost answer": None,
}


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING)
def test_a_cause_that_may_pass_is_tried_again(
    environment: None, service: Service, context: Context, answer: Any
) -> None:
    service.answers = [answer, answer]
    assert handle(kinesis(score("a")), context) == DONE
    assert len(service.asked) == 3


def test_a_service_that_is_down_brings_the_batch_back_without_hammering_it(
    environment: None, service: Service, context: Context
) -> None:
    service.default = lambda *_: (503, {}, b"")
    event = kinesis(*(score(f"fan-{n}") for n in range(300)))
    assert handle(event, context) == {"batchItemFailures": [{"itemIdentifier": "100"}]}
    assert len(service.asked) == 3


def test_of_a_refused_call_only_the_records_at_fault_are_parked(
    cloud: Cloud, service: Service, context: Context
) -> None:
    def picky(_method: str, _path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        return (422, {}, b"") if b'"bad-' in body else (200, {}, b"")

    service.default = picky
    event = kinesis(*(score(f"{'bad' if n in (3, 17) else 'fan'}-{n}") for n in range(20)))
    assert handle(event, context) == DONE
    (parked,) = cloud.parked().values()
    assert [(r["position"], r["cause"]) for r in parked["records"]] == [
        ("103", "Entry service answered 422"),
        ("117", "Entry service answered 422"),
    ]
    accepted = {m for (_, members) in saved(service) for m in members if len(members) < 20}
    assert accepted >= {f"fan-{n}" for n in range(20) if n not in (3, 17)}


def test_a_version_the_service_knows_better_is_no_failure(
    environment: None, service: Service, context: Context
) -> None:
    service.answers = [(409, {}, b"")]
    assert handle(kinesis(score("a")), context) == DONE
    assert len(service.asked) == 1
