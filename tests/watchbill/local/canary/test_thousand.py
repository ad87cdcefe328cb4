"""A thousand runs beside live traffic: business counts, metrics and posts are what the traffic alone makes them."""

from __future__ import annotations

from itertools import cycle, islice

import pytest

from tests.watchbill.local.running.world import TABLE, as_file, score_rows, tally

pytestmark = [pytest.mark.wide, pytest.mark.xdist_group("canaries thousand")]
RUNS, FILES, FANS = 1_000, 10, 40
DAY = 24 * 3600


def expire(world, now):
    """What DynamoDB's TTL does within days: items beyond their expiry go, and the table's stream says so."""
    for (pk, sk), item in world.items().items():
        if int(item.get("expires_at", {"N": str(now + 1)})["N"]) <= now:
            world.client("dynamodb").delete_item(TableName=TABLE, Key={"PK": {"S": pk}, "SK": {"S": sk}})


def scoring_campaigns(world):
    """Campaigns of which processSavedScores, which alone writes that namespace, wrote a metric."""
    lines = [line for line in world.log_lines("process-saved") if "_aws" in line]
    spaces = [(line["_aws"]["CloudWatchMetrics"][0]["Namespace"], line.get("campaignId")) for line in lines]
    return {campaign for space, campaign in spaces if space == "VerifiedFan/Scoring" and campaign}


def test_a_thousand_runs_leave_business_as_it_is_and_nothing_behind(aviary):
    world = aviary.world
    live = {f"live-{number}": score_rows(f"live-{number}", FANS, seed=number) for number in range(FILES)}
    files = iter(live.items())
    passed = 0
    for number, key in enumerate(islice(cycle(aviary.canaries), RUNS)):
        if number % (RUNS // FILES) == 0:
            campaign, rows = next(files)
            world.put_file("score-files", f"scores/{campaign}.csv", as_file(rows))
        passed += aviary.run(key).passed
    world.run(3_600, timeout=600)
    assert passed == RUNS

    def check():
        assert {campaign: world.counts(campaign) for campaign in live} == {
            campaign: tally(rows) for campaign, rows in live.items()
        }
        assert sorted(world.posts()) == sorted(f"Campaign {one}: {FANS} fans have a verdict" for one in live)
        assert scoring_campaigns(world) == set(live)
        registered = {sk.removeprefix("campaign:") for pk, sk in world.items() if pk == "campaigns"}
        assert registered == set(live)
        assert sum("canary" in campaign for campaign, _ in world.services.entries.entries) == 1, "its one fixed fan"
        assert world.parked() == []
        assert {queue: world.depth(queue) for queue in ("verdict-reporter-dlq", "canary-letters")} == {
            "verdict-reporter-dlq": 0, "canary-letters": 0,
        }  # fmt: skip

    check()
    assert any("canary" in pk for pk, _ in world.items())
    for _ in range(2):  # what goes takes counts along, whose items expire in their turn
        expire(world, int(world.runner.clock.now()) + 31 * DAY)
        world.run(120, timeout=600)
    assert [key for key in world.items() if "canary" in key[0]] == []
    for bucket in ("score-files", "fanlist-files"):
        keys = [e["Key"] for e in world.client("s3").list_objects_v2(Bucket=world.bucket(bucket)).get("Contents", [])]
        assert not [key for key in keys if "canary" in key]
    check()
