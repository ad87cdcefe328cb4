"""No canary passes a broken function: every fault fails the step that it must, and is over when it is taken out."""

from __future__ import annotations

import pytest

from tests.watchbill.local.canary.matrix import measure
from tests.watchbill.local.canary.sabotage import Fault, faults_of

pytestmark = [pytest.mark.wide, pytest.mark.xdist_group("canary matrix")]
STEPS = {
    "loadScoresToDynamoDB": {
        Fault.NOTHING: "item_written", Fault.WRONG: "item_written", Fault.RIGHT: "response", "else": "invoke"
    },
    "loadScoresToStream": {Fault.UNREACHED: "log_line", "else": "record_arrived"},
    "processSavedScores": {"else": "count_changed"},
    "proxyCampaignService": {
        Fault.NOTHING: "response", Fault.WRONG: "response", Fault.UNREACHED: "response", "else": "invoke"
    },
    "redriveDeadLetters": {
        Fault.NOTHING: "message_arrived", Fault.WRONG: "message_arrived", Fault.RIGHT: "response", "else": "invoke"
    },
    "saveEntryScoring": {
        Fault.NOTHING: "log_line", Fault.WRONG: "log_line", Fault.UNREACHED: "response", "else": "invoke"
    },
    "saveFanlistScores": {Fault.UNREACHED: "log_line", "else": "item_written"},
    "verdictReporter": {Fault.WRONG: "item_written", Fault.RIGHT: "item_written", "else": "log_line"},
}  # fmt: skip
"""By function: the step that a fault fails; "else" for all others of its faults."""
CELLS = [(key, fault) for key in STEPS for fault in faults_of(key)]


def test_each_function_is_broken_in_at_least_three_ways():
    assert all(len(faults_of(key)) >= 3 for key in STEPS)
    assert len(CELLS) == 52


@pytest.mark.parametrize(("key", "fault"), CELLS, ids=[f"{key}: {fault}" for key, fault in CELLS])
def test_a_fault_fails_its_step_and_no_longer_than_it_lasts(aviary, key, fault):
    outcome = measure(aviary, key, fault)
    assert outcome.step == STEPS[key].get(fault, STEPS[key]["else"]), outcome
    assert outcome.got
    assert outcome.recovered
