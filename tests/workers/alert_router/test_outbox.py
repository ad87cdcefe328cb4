"""Which of a receiver's messages goes next: all that matters, once, and never an older word after a newer one."""

from __future__ import annotations

import pytest

from tests.workers.alert_router.channels.sample import notification
from workers.alert_router.notification import Action
from workers.alert_router.outbox import Row, Status, choose


def row(text: str, revision: int) -> Row:
    """`open` → an opening that nobody has begun to send; `open!` → one that was tried; `open@7` → one due at 7."""
    what, _, due = text.partition("@")
    told = notification(Action(what.rstrip("!")), revision=revision)
    return Row(receiver="team", notification=told, due=int(due or 0), first_due=0, attempts=int(what.endswith("!")))


def life(texts: str, settled: set[Status], *, told: bool) -> list[str]:
    """What a receiver hears when all goes well from now on: the actions sent, with their revisions."""
    rows = [row(text, number) for number, text in enumerate(texts.split(), 1)]
    said = []
    while rows:
        choice = choose(rows, settled, told=told)
        gone = {each.revision for each in choice.dropped}
        if choice.row:
            said.append(f"{choice.row.action} {choice.row.revision}")
            gone.add(choice.row.revision)
            told, settled = True, settled | {Status.SENT}
        rows = [each for each in rows if each.revision not in gone]
        assert gone, "something must go"
    return said


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ("open", ["open 1"]),
        ("open update update", ["open 3"]),
        ("open remind", ["open 2"]),
        ("open! update", ["open 1", "update 2"]),
        ("open acknowledge update", ["open 1", "acknowledge 2", "update 3"]),
        ("open update acknowledge update", ["open 2", "acknowledge 3", "update 4"]),
        ("open resolve", ["open 1", "resolve 2"]),
        ("open update resolve", ["open 2", "resolve 3"]),
        ("open acknowledge resolve", ["open 1", "resolve 3"]),
        ("resolve", []),
    ],
)
def test_who_was_not_told_yet_hears_how_it_stands_and_then_the_end(waiting, said):
    assert life(waiting, set(), told=False) == said


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ("update update", ["update 2"]),
        ("update! update", ["update 2"]),
        ("remind remind remind", ["remind 3"]),
        ("update remind", ["remind 2"]),
        ("acknowledge update", ["acknowledge 1", "update 2"]),
        ("update acknowledge", ["acknowledge 2"]),
        ("update remind acknowledge resolve", ["resolve 4"]),
    ],
)
def test_who_was_told_hears_what_is_new_and_nothing_that_is_over(waiting, said):
    assert life(waiting, {Status.SENT}, told=True) == said


@pytest.mark.parametrize(
    ("settled", "said"),
    [({Status.REFUSED}, []), ({Status.PARKED}, ["resolve 1"]), ({Status.SENT}, ["resolve 1"])],
    ids=["certainly not told", "perhaps told", "told"],
)
def test_an_end_is_told_to_whoever_may_have_heard_of_the_beginning(settled, said):
    assert life("resolve", settled, told=False) == said


@pytest.mark.parametrize(
    ("waiting", "next_", "due"),
    [
        ("remind@700 update@2", 1, 2),
        ("acknowledge@700 update@2", 1, 2),
        ("update@700 update@2", 2, 2),
        ("update@2 update@60", 2, 2),
        ("remind!@700 update@2", 1, 700),
    ],
    ids=["behind a reminder", "behind an acknowledgement", "urgent", "planned", "backing off"],
)
def test_what_waits_keeps_nothing_back_that_may_not_wait(waiting, next_, due):
    rows = [row(text, number) for number, text in enumerate(waiting.split(), 1)]
    found = choose(rows, {Status.SENT}, told=True).row
    assert found
    assert (found.revision, found.due) == (next_, due)
