"""The same change of state is the same to us, whichever way and in whichever words it comes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest

from tests.workers.alert_router import shapes
from tests.workers.alert_router.world import START, World, arn, bridge, tags
from workers.alert_router import reason
from workers.alert_router.event import AlarmEvent, Ignored, normalise
from workers.alert_router.intake import unpack
from workers.runtime.event_shape import EventRefusedError

GOLDEN = Path(__file__).parent / "golden" / "events.json"
RECORDED = Path("/work/shared/data/events")
TEXT = "Function load: errors. In ALARM while > 5 %.\nOwner: team\nRunbook: https://git.example/errors.md\nDashboard: https://d.example/x"


@pytest.mark.parametrize("described", [TEXT, None], ids=["described", "null description"])
@pytest.mark.parametrize("tagged", [True, False], ids=["tags in the event", "tags asked for"])
@pytest.mark.parametrize("kind", shapes.KINDS)
def test_every_intake_yields_byte_identical_outbox_rows(kind, tagged, described):
    name = "prd2011-qa1-fn-load-errors"
    rows = {}
    for intake in shapes.intakes(shapes.KINDS[kind], name, "ALARM", START, tags=None, description=None):
        world = World()
        world.tagged[arn(name)] = tags(name)
        for state in ("ALARM", "OK"):
            carried = tags(name) if tagged else None
            told = shapes.intakes(shapes.KINDS[kind], name, state, world.now, tags=carried, description=described)
            assert not world.router.take(unpack(told[intake])).failed
            world.pass_seconds(90)
        rows[intake] = orjson.dumps([item.body for item in world.table.all("incident#")])
        assert world.vendors["on-call"].actions == ["open", "resolve"]
        assert (world.tag_calls == 0) is tagged
    assert len(rows) == 7
    assert len(set(rows.values())) == 1


def test_each_shape_is_read_as_the_golden_file_says(golden):
    found = {}
    for kind, made in shapes.KINDS.items():
        for words in (shapes.emitted, shapes.invoked, shapes.published):
            event = normalise(words(made, "load", "ALARM", START, tags=None, description=None))
            found[f"{kind} {words.__name__}"] = asdict(event)
    golden(GOLDEN, json.dumps(found, indent=1, sort_keys=True) + "\n")


def test_the_region_is_the_arns_and_not_the_display_name():
    event = normalise(shapes.published(shapes.KINDS["metric"], "load", "OK", START, tags=None, description=None))
    assert isinstance(event, AlarmEvent)
    assert (event.region, event.account, event.name) == ("us-east-1", "123456789012", "load")


def test_contributors_of_one_alarm_are_incidents_of_their_own():
    world = World()
    made = shapes.KINDS["contributor"]
    for identity in ("a", "b"):
        kind = shapes.Kind(
            configuration=made.configuration, published={}, contributor={"id": identity, "attributes": {}}
        )
        world.take(shapes.emitted(kind, "load", "ALARM", world.now, tags=tags("load"), description=None))
    assert len(world.table.all("latch#")) == 2
    assert world.incidents[0].count == 2


@pytest.mark.parametrize(
    ("changed", "until", "by"),
    [
        ({}, 0, ""),
        ({"muteDetail": {"mutedByArn": "arn:m", "muteWindowEnd": "2026-03-01T02:00:00Z"}}, 1_772_330_400_000, "arn:m"),
    ],
    ids=["heard", "muted"],
)
def test_mutes_are_read(changed, until, by):
    event = bridge(
        normalise(shapes.emitted(shapes.KINDS["metric"], "load", "ALARM", START, tags=None, description=None)), None
    )
    event["detail"] |= changed
    found = normalise(event)
    assert (found.muted_until, found.muted_by) == (until, by)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("create", "configuration-create"), ("update", "configuration-update"), ("delete", "DELETED")],
)
def test_changes_of_configuration(operation, expected):
    event = shapes.emitted(shapes.KINDS["metric"], "load", "ALARM", START, tags=None, description=None)
    event |= {"detail-type": "CloudWatch Alarm Configuration Change"}
    event["detail"]["operation"] = operation
    found = normalise(event)
    assert (found.reason if isinstance(found, Ignored) else found.state) == expected
    assert isinstance(found, Ignored) or found.at > START


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"source": "aws.cloudwatch", "detail": {}},
        {"source": "aws.cloudwatch", "detail": {"state": None}, "resources": [], "detail-type": "x"},
        {
            "alarmArn": "arn:aws:sns:us-east-1:1:alarm:x",
            "alarmData": {"state": {"value": "OK", "timestamp": "2026-01-01T00:00:00Z"}},
        },
        {"alarmArn": arn("x"), "alarmData": {"state": {"value": "BROKEN", "timestamp": "2026-01-01T00:00:00Z"}}},
        {"alarmArn": arn("x"), "alarmData": {"state": {"value": "OK", "timestamp": "yesterday"}}},
        {"AlarmName": "x", "NewStateValue": "OK"},
        {"AlarmName": "x", "NewStateValue": "OK", "AlarmArn": 7, "StateChangeTime": "2026-01-01T00:00:00Z"},
    ],
)
def test_what_is_no_alarm_event_is_refused_by_name(payload):
    with pytest.raises(EventRefusedError, match="alarm event"):
        normalise(payload)


@pytest.mark.parametrize("body", ["", "[]", "7", "{", '{"Type": "Notification", "Message": "Hello from SNS!"}'])
def test_a_message_that_cannot_be_opened_is_a_parcel_with_a_problem(body):
    (parcel,) = unpack({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": body}]})
    assert parcel.problem


@pytest.mark.parametrize(
    ("text", "value", "threshold"),
    [
        (shapes.REASON, "16.25", "5"),
        (
            "Threshold Crossed: 2 datapoints [0.0666851903306472 (01/10), 7.0 (…)] were less than the threshold (50.0)",
            "0.06669",
            "50",
        ),
        (
            "Thresholds Crossed: 1 datapoint [0.0 (03/10/19)] was less than the lower thresholds [0.0206] or …",
            "0",
            "0.0206",
        ),
        (
            "Threshold Crossed: no datapoints were received and 3 missing datapoints were treated as [Breaching].",
            "",
            "",
        ),
        ("Unchecked: Initial alarm creation", "", ""),
        ("", "", ""),
    ],
)
def test_value_and_threshold_are_read_from_the_reason(text, value, threshold):
    assert (reason.value(text), reason.threshold(text)) == (value, threshold)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded events are not on this machine")
def test_recorded_events_are_read_or_refused_by_name():
    read, refused = [], []
    for path in sorted(RECORDED.glob("*.json")):
        for parcel in unpack(json.loads(path.read_text(encoding="utf-8"))):
            try:
                if not parcel.problem:
                    normalise(parcel.payload)
                    read.append(path.name)
            except EventRefusedError:
                refused.append(path.name)
    alarms = {
        path.name for path in RECORDED.glob("*.json") if "_eventbridge_" in path.name or "AlarmEvent" in path.name
    }
    assert set(read) == alarms
    assert alarms
    assert not alarms & set(refused)
