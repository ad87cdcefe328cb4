"""A run's words: replaced wherever they stand, so that an event that is valid by hand is fresh in every run."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from canaries import run as words
from canaries.run import Run
from workers.runtime import canary, traceparent

ROOT = Path(__file__).parents[2]
RUN = Run(id="0123456789abcdef", started=1_772_625_600.5, account="123456789012", region="us-east-1")
CREW = ("alert_router", "weekly_report")
EVENTS = [path for path in sorted(ROOT.glob("workers/*/event.json")) if path.parent.name not in CREW]


def test_runner_and_workers_mean_the_same_by_canary():
    assert words.RESERVED == canary.CAMPAIGN
    assert words.TRACE_ENDING == canary.TRACE_ENDING
    assert canary.owns(RUN.campaign)
    assert canary.traces(RUN.trace_id)
    assert traceparent.valid(f"00-{RUN.trace_id}-{'1' * 16}-01")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("campaign:canary-0000-run", "campaign:canary-0000-0123456789abcdef"),
        ("canary-0000", "canary-0000"),
        ("00-000000000000000000000000ca4a4100-ca4a410000000000-00", f"00-{RUN.trace_id}-ca4a410000000000-00"),
        ("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q", "arn:aws:sqs:us-east-1:123456789012:q"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_words_are_replaced_in_text(template, text):
    assert RUN.fill(template) == text


def test_and_inside_base64_and_nothing_else_is_touched():
    data = base64.b64encode(b'{"campaignId": "canary-0000-run"}').decode()
    other = base64.b64encode(b'{"campaignId": "another one"}').decode()
    filled = RUN.fill_all({"a": [{"data": data, "other": other, "n": 1, "none": None}]})
    assert json.loads(base64.b64decode(filled["a"][0]["data"])) == {"campaignId": RUN.campaign}
    assert filled["a"][0] == {"data": filled["a"][0]["data"], "other": other, "n": 1, "none": None}


def test_a_trace_begins_with_its_time_as_x_ray_wants():
    assert int(RUN.trace_id[:8], 16) == 1_772_625_600
    assert len(RUN.trace_id) == 32


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.parent.name)
def test_two_runs_of_an_event_never_meet(path):
    event = json.loads(path.read_text())
    other = Run(id="f" * 16, started=RUN.started, account=RUN.account, region=RUN.region)
    assert RUN.fill_all(event) != other.fill_all(event)
