"""Slack: one message an incident, kept current, and what is said in its thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.channels.rig import CHANNEL_ID
from tests.workers.alert_router.channels.sample import member, notification
from watchbill.local.standin.fault import Fault
from watchbill.local.standin.slack import SlackStandin, Workspace
from workers.alert_router.channels.slack.notifier import Slack
from workers.alert_router.delivery import DeliveryError, Receipt
from workers.alert_router.notification import Action, Notification

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workers.alert_router.channels.rig import Rig

WHOLE_LIFE = (Action.OPEN, Action.UPDATE, Action.ACKNOWLEDGE, Action.UPDATE, Action.REMIND, Action.RESOLVE)


@pytest.fixture
def rig(channel_rigs: dict[str, Rig]) -> Rig:
    return channel_rigs["slack"]


@pytest.fixture
def vendor(rig: Rig) -> SlackStandin:
    found: SlackStandin = rig.vendor
    found.workspace, found.knows_ids = Workspace(), True
    rig.clock.now += 10
    return found


def tell(rig: Rig, *told: Notification, receipt: Receipt | None = None) -> Receipt | None:
    for each in told:
        rig.clock.now += 1
        receipt = rig.notifier().send(each, receipt, deadline=time.time() + 10)
    return receipt


def buttons(blocks: list[dict[str, object]]) -> list[str]:
    return [b["text"]["text"] for block in blocks for b in block.get("elements", []) if b["type"] == "button"]  # type: ignore[attr-defined]


def test_message_is_kept_current_and_the_thread_tells_what_matters(rig: Rig, vendor: SlackStandin) -> None:
    receipt = tell(rig, *(notification(action) for action in WHOLE_LIFE))
    (parent,) = vendor.workspace.parents
    assert receipt
    assert (receipt.thread, receipt.extra["channel"]) == (parent.ts, CHANNEL_ID)
    assert parent.edits == len(WHOLE_LIFE) - 1
    assert parent.text.startswith("P2 Resolved")
    said = [(reply.text.split("*")[1], reply.broadcast) for reply in vendor.workspace.replies(parent)]
    assert said == [
        ("Acknowledged after 12 min.", False),
        ("Still in alarm after 12 min.", True),
        ("Resolved after 12 min.", True),
    ]


def test_channel_is_not_told_of_the_recovery_of_what_was_minor(rig: Rig, vendor: SlackStandin) -> None:
    tell(rig, *(notification(action, severity="P3") for action in (Action.OPEN, Action.RESOLVE)))
    assert [message.broadcast for message in vendor.workspace.messages] == [False, False]


@pytest.mark.parametrize(
    ("life", "offered"),
    [
        ((Action.OPEN,), True),
        ((Action.OPEN, Action.UPDATE), True),
        ((Action.OPEN, Action.ACKNOWLEDGE), False),
        ((Action.OPEN, Action.ACKNOWLEDGE, Action.UPDATE), False),
        ((Action.OPEN, Action.RESOLVE), False),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_acknowledge_is_offered_until_somebody_has(
    life: tuple[Action, ...], offered: bool, rig: Rig, vendor: SlackStandin
) -> None:
    tell(rig, *(notification(action) for action in life))
    found = buttons(vendor.workspace.parents[0].blocks)
    assert ("Acknowledge" in found) == offered
    assert found[-4:] == ["Runbook", "Dashboard", "Logs", "Alarm in AWS"]


def test_message_that_was_deleted_is_posted_anew(rig: Rig, vendor: SlackStandin) -> None:
    receipt = tell(rig, notification())
    vendor.workspace.messages.clear()
    receipt = tell(rig, notification(Action.RESOLVE), receipt=receipt)
    (parent,) = vendor.workspace.parents
    assert receipt is not None
    assert receipt.thread == parent.ts
    assert parent.text.startswith("P2 Resolved")


def test_lost_answer_is_posted_once_where_slack_knows_the_id_and_at_most_twice_where_not(
    rig: Rig, vendor: SlackStandin
) -> None:
    counts = []
    for knows_ids in (True, False):
        vendor.workspace, vendor.knows_ids = Workspace(), knows_ids
        rig.faults.plant(Fault.RESET_AFTER_READ)
        with pytest.raises(DeliveryError):
            tell(rig, notification())
        tell(rig, notification())
        counts.append(len(vendor.workspace.messages))
    assert counts == [1, 2]


def test_blocks_that_slack_refuses_leave_the_text(
    rig: Rig, vendor: SlackStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = [{"type": "section", "text": {}}]
    monkeypatch.setattr("workers.alert_router.channels.slack.notifier.blocks", lambda *_: unfit)
    tell(rig, notification(), notification(Action.RESOLVE))
    (parent,) = vendor.workspace.parents
    assert (parent.blocks, parent.text[:11]) == ([], "P2 Resolved")


def test_second_message_of_a_second_is_asked_to_wait(rig: Rig, vendor: SlackStandin) -> None:
    tell(rig, notification())
    with pytest.raises(DeliveryError, match="ratelimited") as caught:
        rig.notifier().send(notification(incident_id="inc-2"), None, deadline=time.time() + 10)
    assert (caught.value.permanent, caught.value.retry_after) == (False, 1.0)
    assert len(vendor.workspace.messages) == 1


@pytest.mark.parametrize(
    ("error", "permanent"),
    [("channel_not_found", True), ("is_archived", True), ("internal_error", False), ("fatal_error", False)],
)
def test_refusal_by_name(
    error: str, permanent: bool, rig: Rig, vendor: SlackStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchbill.local.standin.slack import Refused

    def refuse(_: object) -> None:
        raise Refused(error)

    monkeypatch.setattr(vendor, "_post", refuse)
    with pytest.raises(DeliveryError, match=error) as caught:
        tell(rig, notification())
    assert caught.value.permanent == permanent


def test_alarm_cannot_speak_to_the_channel_by_its_name(rig: Rig, vendor: SlackStandin) -> None:
    tell(rig, notification(title="<!channel> & *", summary="<!here>", members=(member(name="<@U1>"), member())))
    assert "<!channel>" not in str(vendor.workspace.messages[0].text)
    shown = str(vendor.workspace.messages[0].blocks[1:])
    assert [raw for raw in ("<!here>", "<@U1>") if raw in shown] == []


def test_storm_lists_some_and_counts_the_rest(rig: Rig, vendor: SlackStandin) -> None:
    tell(rig, notification(members=tuple(member(number, name="n" * 255) for number in range(10_000))))
    shown = str(vendor.workspace.messages[0].blocks)
    assert "10,000 alarms" in shown
    assert "and 9,990 more" in shown


def _fail(_: Notification) -> bytes:
    raise RuntimeError("no chart today")


@pytest.mark.parametrize(
    ("draw", "files"),
    [(lambda _: b"\x89PNG", 1), (lambda _: None, 0), (_fail, 0), (lambda _: time.sleep(20), 0)],
    ids=["drawn", "nothing to draw", "fails", "hangs"],
)
def test_chart_follows_in_the_thread_and_never_holds_the_message_up(
    draw: Callable[[Notification], bytes | None], files: int, rig: Rig, vendor: SlackStandin
) -> None:
    notifier = Slack(rig.settings, rig.secrets.__getitem__, time.time, draw)
    receipt = notifier.send(notification(), None, deadline=time.time() + 1)
    shared = [file for file in vendor.workspace.files.values() if file.thread_ts == receipt.thread]
    assert [file.content for file in shared] == [b"\x89PNG"] * files
    assert len(vendor.workspace.parents) == 1
