"""Mail by SNS: each says by itself what it opens or ends, within what SNS takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from moto.core.base_backend import BackendDict

from tests.workers.alert_router.channels.sample import member, notification
from workers.alert_router.channels.sns.message import CUT, MAX_BYTES, body, subject
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from tests.workers.alert_router.channels.rig import Rig


def test_each_mail_names_its_state(channel_rigs: dict[str, Rig]) -> None:
    rig, receipt = channel_rigs["sns"], None
    for action in (Action.OPEN, Action.ACKNOWLEDGE, Action.RESOLVE):
        BackendDict.reset()  # as another test's cloud does, in the midst of it
        receipt = rig.notifier().send(notification(action, incident_id="inc-life"), receipt, deadline=time.time() + 10)
    letters = [letter for letter in rig.vendor.letters if "Incident inc-life," in letter.text]
    title = "loadScoresToDynamoDB: too many invocations fail"
    assert [letter.subject for letter in letters] == [
        f"P2 In alarm: {title}",
        f"P2 Acknowledged: {title}",
        f"P2 Resolved: {title}",
    ]
    assert "7.24 %, threshold 5 %" in letters[0].text
    assert f"Runbook: {dict(notification().links)['runbook']}" in letters[0].text


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("x" * 200, "P2 In alarm: " + "x" * 83 + "..."),
        ("Größe – 5 % …", "P2 In alarm: Gro?e - 5 % ..."),
        ("a\r\nBcc: thief@example.com", "P2 In alarm: a Bcc: thief@example.com"),
        ("🔥", "P2 In alarm: ?"),
    ],
    ids=["long", "not ASCII", "line break", "an emoji"],
)
def test_subject_is_one_short_ascii_line(title: str, found: str) -> None:
    assert subject(notification(title=title)) == found


def test_storm_is_cut_to_what_sns_takes_and_says_so() -> None:
    told = notification(details=(("note", "é" * 300_000),), members=tuple(member(number) for number in range(999)))
    assert len(body(told).encode()) <= MAX_BYTES
    assert body(told).endswith(CUT)
    assert body(told).startswith("P2 In alarm")


def test_topic_that_is_gone_is_refused_for_good(channel_rigs: dict[str, Rig]) -> None:
    rig = channel_rigs["sns"]
    with pytest.raises(DeliveryError, match="NotFound") as caught:
        rig.notifier(topic_arn=f"{rig.vendor.topic_arn}-gone").send(notification(), None, deadline=time.time() + 10)
    assert caught.value.permanent
