"""Who may send which week's report to whom, and that nobody does twice."""

from __future__ import annotations

import pytest

from tests.workers.alert_router.memory_table import MemoryTable
from tests.workers.weekly_report.sample import WEEK
from workers.weekly_report.sent import LEASE_SECONDS, Sent

NOW = 1_800_000_000.0


@pytest.fixture
def table():
    return MemoryTable()


def test_what_was_sent_is_not_sent_again_by_any_run(table):
    first = Sent(table, NOW, "run-1")
    first.note(first.claim(WEEK, "mailbox"), "id-1")
    for run in ("run-1", "run-2"):
        later = Sent(table, NOW + 10 * LEASE_SECONDS, run)
        assert later.has(WEEK, "mailbox")
        assert later.claim(WEEK, "mailbox") is None


@pytest.mark.parametrize(
    ("run", "after", "may"),
    [
        ("run-2", 0, False),
        ("run-2", LEASE_SECONDS - 1, False),
        ("run-2", LEASE_SECONDS, True),
        ("run-1", 60, True),  # Lambda repeats an event with its request's id
    ],
)
def test_a_claim_holds_for_as_long_as_its_run_may_live(table, run, after, may):
    Sent(table, NOW, "run-1").claim(WEEK, "mailbox")
    assert (Sent(table, NOW + after, run).claim(WEEK, "mailbox") is not None) == may


def test_a_claim_that_was_let_go_is_free_at_once(table):
    first = Sent(table, NOW, "run-1")
    first.release(first.claim(WEEK, "mailbox"))
    assert not first.has(WEEK, "mailbox")
    assert Sent(table, NOW, "run-2").claim(WEEK, "mailbox") is not None


def test_of_two_runs_that_ask_at_once_one_may(table):
    class Slow(MemoryTable):
        """Both have read before either writes."""

        def get(self, keys):
            return {}

    slow = Slow()
    assert Sent(slow, NOW, "run-1").claim(WEEK, "mailbox") is not None
    assert Sent(slow, NOW, "run-2").claim(WEEK, "mailbox") is None


def test_mailboxes_and_weeks_are_apart(table):
    sent = Sent(table, NOW, "run-1")
    sent.note(sent.claim(WEEK, "mailbox"), "id-1")
    assert not sent.has(WEEK, "other")
    assert not sent.has(WEEK.before, "mailbox")
