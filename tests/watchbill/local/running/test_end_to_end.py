"""The eight functions on the embedded cloud: from a file in a bucket to a post in a channel, and nothing twice."""

from __future__ import annotations

import gzip
import json

import pytest
import urllib3

from tests.watchbill.local.running.world import PREFIX, as_file, score_rows, tally
from watchbill.local.standin.fault import Fault

pytestmark = pytest.mark.xdist_group("end to end")  # one deployment serves them all


@pytest.fixture(autouse=True)
def quiet(world):
    """Every test begins with an empty channel, and leaves no message behind."""
    world.services.slack.workspace.messages.clear()
    yield
    assert world.depth("verdict-reporter-queue") == 0
    assert world.depth("verdict-reporter-dlq") == 0


def test_a_score_file_becomes_counts_and_one_post_and_its_second_delivery_nothing(world):
    rows = score_rows("tour-1", 60)
    text = as_file(rows)
    world.put_file("score-files", "scores/tour-1.csv", text)
    world.run()

    assert world.scores("tour-1") == {member: verdict for _, member, verdict in rows}
    assert world.counts("tour-1") == tally(rows)
    assert world.posts() == ["Campaign tour-1: 60 fans have a verdict"]
    assert len(world.services.entries.entries) == 60
    assert world.parked() == []

    before = world.items()
    world.put_file("score-files", "scores/tour-1.csv", text)
    world.run()
    assert {key: item for key, item in world.items().items() if "score:" in key[1]}.keys() == {
        key for key in before if "score:" in key[1]
    }
    assert world.counts("tour-1") == tally(rows)
    assert world.posts() == ["Campaign tour-1: 60 fans have a verdict"], "equal counts are not posted again"


def test_a_fan_list_goes_to_table_stream_and_channel(world):
    rows = score_rows("fans-1", 30, seed=2)
    duplicate, invalid = "fans-1,fan-0,0.9,7,rejected\n", "fans-1,fan-x,no number,8,verified\n"
    world.put_file("fanlist-files", "fanlists/fans-1.csv", as_file(rows) + duplicate + invalid)
    world.run()

    assert world.scores("fans-1") == {member: verdict for _, member, verdict in rows}
    assert world.counts("fans-1") == tally(rows)
    assert world.posts() == ["Campaign fans-1: 30 fans have a verdict"]
    (parked,) = world.parked()
    assert parked.startswith("parked/saveFanlistScores/2026/03/04/")
    world.client("s3").delete_object(Bucket=world.bucket("parked-records"), Key=parked)


def test_ranks_outside_the_bounds_are_filtered_and_rank_0_makes_no_entry(world):
    known = len(world.services.entries.entries)
    rows = score_rows("bounds", 3)
    world.put_file("score-files", "scores/bounds.csv", as_file(rows[:2], 0) + "bounds,far,0.5,1000001,verified\n")
    world.run()

    assert world.counts("bounds") == tally(rows[:2])
    assert len(world.services.entries.entries) == known + 1


def test_an_api_call_is_proxied(world):
    url = world.runner.api_url(f"{PREFIX}-campaigns-api")
    answer = urllib3.request("GET", f"{url}/campaigns/E1", headers={"X-Correlation-Id": "x", "Cookie": "secret=1"})

    assert answer.status == 200
    assert json.loads(answer.data)["campaigns"] == [{"id": "c1", "name": "Tour"}]
    passed = world.services.campaigns.asked[-1].headers
    assert passed["x-correlation-id"] == "x"
    assert "cookie" not in passed
    assert urllib3.request("GET", f"{url}/campaigns/E2").status == 404


def test_slack_that_fails_is_asked_again_and_hears_it_once(world):
    world.services.slack.faults.plant(Fault.UNAVAILABLE)
    world.services.slack.faults.plant(Fault.RESET_BEFORE_READ)
    rows = score_rows("slack", 5)
    world.put_file("score-files", "scores/slack.csv", as_file(rows))
    world.run(7_200)
    world.services.slack.faults.clear()

    assert world.posts() == ["Campaign slack: 5 fans have a verdict"]


def test_an_entry_service_that_is_down_is_caught_up_with(world):
    known = len(world.services.entries.entries)
    world.services.entries.faults.plant(Fault.UNAVAILABLE, times=12)
    rows = score_rows("entries", 20)
    world.put_file("score-files", "scores/entries.csv", as_file(rows))
    world.run(3_600)
    world.services.entries.faults.clear()

    assert len(world.services.entries.entries) == known + 20
    assert world.parked() == []


def test_logs_arrive_and_are_passed_on(world):
    lines = world.log_lines("load-db")
    assert {"platform.start", "platform.report"} <= {line.get("type") for line in lines}
    written = [line for line in lines if line.get("function") == "loadScoresToDynamoDB"]
    assert sum(line["count"]["in"] for line in written if line.get("message") == "batch written") >= 150

    client = world.client("kinesis")
    stream = f"{PREFIX}-api-log-stream"
    iterator = client.get_shard_iterator(
        StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    payloads = [json.loads(gzip.decompress(r["Data"])) for r in client.get_records(ShardIterator=iterator)["Records"]]
    assert f"/aws/lambda/{world.name('load-db')}" in {payload["logGroup"] for payload in payloads}


def test_metrics_add_up(world):
    function = {"FunctionName": world.name("load-db")}
    assert world.metric("AWS/Lambda", "Invocations", **function) > 0
    assert world.metric("AWS/Lambda", "Errors", **function) == 0
    stored = sum(1 for _, key in world.items() if key.startswith("score:"))
    incoming = world.metric("AWS/Kinesis", "IncomingRecords", StreamName=f"{PREFIX}-api-scores-stream")
    assert incoming >= stored
    assert world.metric("VerifiedFan/Workers", "RecordsIn", **function) == incoming
