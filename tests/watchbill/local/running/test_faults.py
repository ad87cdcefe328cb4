"""The eight functions under faults of AWS, of their services and of their own hosts: exact counts, one post."""

from __future__ import annotations

import base64
import itertools
import json
import threading

import pytest
from werkzeug.wrappers import Response

from tests.watchbill.local.running.world import as_file, score_rows, tally
from watchbill.local.fault import AwsFaults
from watchbill.local.standin.fault import Fault

pytestmark = [pytest.mark.wide, pytest.mark.xdist_group("faults")]
_numbers = itertools.count(1)
SIZE = 48


class Crash:
    """A tap that kills a function's processes at the nth call that has `mark`, before or after it takes effect."""

    def __init__(self, world, function, action, mark, nth, *, takes_effect):
        self._world, self._function, self._action, self._mark = world, world.name(function), action, mark
        self._left, self._takes_effect = nth, takes_effect
        self._lock = threading.Lock()
        self.killed = 0

    def before(self, request):
        if self._takes_effect or not self._is_due(request):
            return None
        self.killed += self._world.runner.crash_function(self._function)
        return Response("", 500)

    def after(self, request, answer):
        if self._takes_effect and self._is_due(request):
            self.killed += self._world.runner.crash_function(self._function)

    def _is_due(self, request):
        if request.action != self._action or self._mark not in request.body:
            return False
        with self._lock:
            self._left -= 1
            return self._left == 0


@pytest.fixture
def faults(world):
    """AWS's faults, an empty channel and nothing parked."""
    world.empty_parking()
    world.services.slack.workspace.messages.clear()
    tap = AwsFaults(world.cloud)
    world.cloud.taps.append(tap)
    yield tap
    world.cloud.taps.remove(tap)


def load(world, seconds=3_600, size=SIZE):
    """Put a score file of its own campaign, and let an hour pass."""
    campaign = f"fault-{next(_numbers)}"
    rows = score_rows(campaign, size)
    world.put_file("score-files", f"scores/{campaign}.csv", as_file(rows))
    world.run(seconds)
    return campaign, rows


def check(world, campaign, rows, *, posts=(1,)):
    assert world.scores(campaign) == {member: verdict for _, member, verdict in rows}
    assert world.counts(campaign) == tally(rows)
    assert len(world.posts()) in posts
    assert set(world.posts()) == {f"Campaign {campaign}: {len(rows)} fans have a verdict"}
    assert world.parked() == []
    assert world.depth("verdict-reporter-queue") == world.depth("verdict-reporter-dlq") == 0


@pytest.mark.parametrize("takes_effect", [True, False], ids=["after", "before"])
@pytest.mark.parametrize(
    ("function", "action", "mark", "nth"),
    [
        ("load-stream", "PutRecords", b"", 1),
        ("load-stream", "SendMessage", b"", 1),
        ("load-db", "PutItem", b'"score:', 2),
        ("load-db", "PutItem", b'"score:', 30),
        ("process-saved", "UpdateItem", b'"meta:counts"', 1),
        ("verdict-reporter", "UpdateItem", b'"meta:slack"', 1),
    ],
)
def test_a_process_killed_between_two_effects_changes_nothing_in_the_end(
    world, function, action, mark, nth, takes_effect
):
    world.services.slack.workspace.messages.clear()
    crash = Crash(world, function, action, mark, nth, takes_effect=takes_effect)
    world.cloud.taps.append(crash)
    try:
        campaign, rows = load(world)
    finally:
        world.cloud.taps.remove(crash)

    assert crash.killed, "the process was at work when it was killed"
    check(world, campaign, rows)


PLANTED = {
    "the table is throttled": lambda f: f.refuse(
        "dynamodb", "PutItem", "ProvisionedThroughputExceededException", times=60
    ),
    "the table's writes lose their answers": lambda f: f.lose_answer("dynamodb", "PutItem", times=10),
    "the counts' writes lose their answers": lambda f: f.lose_answer("dynamodb", "UpdateItem", times=2),
    "every third record is refused": lambda f: f.refuse_records(3, times=4),
    "a whole call is refused": lambda f: f.refuse("kinesis", "PutRecords", "ProvisionedThroughputExceededException"),
    "the file's body is cut": lambda f: f.cut_body(".csv", 700, times=2),
    "the queue takes no message": lambda f: f.refuse("sqs", "SendMessage", "InternalFailure", status=500, times=4),
    "the table's stream is slow": lambda f: f.slow("dynamodb", "GetRecords", 0.2, times=5),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_faults_of_aws_change_nothing_in_the_end(world, faults, planted):
    planted(faults)
    campaign, rows = load(world)

    assert faults.fired
    check(world, campaign, rows)


@pytest.mark.parametrize(
    ("fault", "posts"),
    [
        pytest.param(Fault.RATE_LIMITED, (1,), id="a limit"),
        pytest.param(Fault.SERVER_ERROR, (1,), id="a 500"),
        pytest.param(Fault.RESET_BEFORE_READ, (1,), id="a reset"),
        pytest.param(Fault.RESET_AFTER_READ, (1, 2), id="a lost answer: once, or its documented duplicate"),
    ],
)
def test_faults_of_slack(world, faults, fault, posts):
    world.services.slack.faults.plant(fault)
    campaign, rows = load(world)

    check(world, campaign, rows, posts=posts)


def test_an_entry_service_that_is_down_for_an_hour_loses_nothing(world, faults):
    """With five retries and three redrives the spec's records wait some minutes; then they are parked, with cause."""
    entries = world.services.entries
    known = len(entries.entries)
    entries.faults.plant(Fault.UNAVAILABLE, times=10_000)
    campaign, rows = load(world, 3_600, size=12)
    assert len(entries.entries) == known
    entries.faults.clear()
    world.run(3_600)

    saved = {member for (owner, member) in entries.entries if owner == campaign}
    parked = [json.loads(record["content"]) for record in world.empty_parking()]
    waiting = {json.loads(base64.b64decode(letter["kinesis"]["data"]))["memberId"] for letter in parked}
    assert saved | waiting == {member for _, member, _ in rows}
    assert not saved & waiting
    check(world, campaign, rows)


def test_poison_is_parked_and_the_rest_counts(world, faults):
    campaign = f"fault-{next(_numbers)}"
    client = world.client("kinesis")
    stream = "prd2011-qa1-api-scores-stream"
    good = b'{"campaignId":"%s","memberId":"m","score":1,"rank":1,"verdict":"verified","version":1}' % campaign.encode()
    for data in (b"no json", good, b'{"campaignId":"x"}'):
        client.put_record(StreamName=stream, Data=data, PartitionKey="k")
    world.run(600)

    assert world.counts(campaign) == {"verified": 1}
    parked = world.empty_parking()
    assert sorted(record["function"] for record in parked) == ["loadScoresToDynamoDB"] * 2 + ["saveEntryScoring"] * 2
