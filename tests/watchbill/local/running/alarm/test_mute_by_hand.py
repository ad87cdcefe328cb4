"""What `watchbill mute` makes silences a trigger and no recovery, from CloudWatch's evaluation to the router's ears."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.watchbill.local.running.alarm.conftest import TOPIC
from tests.watchbill.oncall.scene import plan_of
from tests.watchbill.ward import SPEC
from watchbill.cloud.connection import Connection
from watchbill.oncall.mute import Wish, lift_mute, put_mute, read_mutes
from workers.alert_router.event import normalise

NAME = "ward-qa1-errors"


def test_a_mute_by_hand_silences_the_trigger_and_not_the_recovery(tower, tmp_path) -> None:
    service = plan_of(tmp_path, SPEC).service
    connection = Connection("us-east-1", tower.bench.cloud.endpoint_url)
    tower.alarm(NAME, AlarmActions=[TOPIC], OKActions=[TOPIC])
    tower.put(1)
    at = datetime.fromtimestamp(tower.bench.now, UTC)
    wish = Wish(what="errors", alarms=(NAME,), until=at + timedelta(minutes=5), who="ann", because="a fix")
    (made,) = put_mute(connection, service, wish, at)
    tower.put(1)
    tower.events(), tower.told()

    tower.put(9)  # muted: the topic hears nothing, the router hears until when
    (event,) = map(normalise, tower.events())
    assert (event.state, event.muted_until) == ("ALARM", round(made.window[1].timestamp() * 1_000))
    assert tower.told() == []
    (read,) = read_mutes(connection, service, datetime.fromtimestamp(tower.bench.now, UTC))
    assert read.is_open(datetime.fromtimestamp(tower.bench.now, UTC))

    lift_mute(connection, made.name)  # what is still in ALARM is told now
    tower.put(9)
    assert tower.told() == [f"{NAME} ALARM"]
    tower.put(1)
    assert tower.told() == [f"{NAME} OK"]
