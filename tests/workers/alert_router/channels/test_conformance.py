"""What every channel promises, held against every fault of its vendor."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.channels.strike import SILENT, deadline_seconds, strike
from watchbill.local.standin.fault import RETRY_AFTER_SECONDS, Fault
from workers.alert_router.channels import names

if TYPE_CHECKING:
    from tests.workers.alert_router.channels.rig import Rig

REFUSED = (Fault.BAD_REQUEST, Fault.UNAUTHORISED)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("channel", names())
def test_fault_is_told_in_time_without_secrets_and_leaves_one_incident(
    channel: str,
    fault: Fault,
    channel_rigs: dict[str, Rig],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    rig = channel_rigs[channel]
    caplog.set_level(logging.DEBUG, "workers")
    for logger in ("pagerduty", "slack_sdk", "httpx2", "botocore.endpoint", "watchbill"):
        caplog.set_level(logging.INFO, logger)

    outcome = strike(rig, fault)

    assert outcome.seconds < deadline_seconds(fault)
    assert outcome.error is not None
    assert outcome.error.permanent == (fault in REFUSED)
    # Whoever repeats by himself sleeps meanwhile, and says nothing until the time is up.
    assert ("no answer within" in outcome.error.reason) == (fault in SILENT)
    if fault is Fault.RATE_LIMITED and channel != "smtp":  # SMTP knows no such header
        assert outcome.error.retry_after == RETRY_AFTER_SECONDS
    assert outcome.standing == outcome.told == 0 if fault in REFUSED else outcome.standing == 1 <= outcome.told
    assert not outcome.standing_at_end
    written = capfd.readouterr()
    said = outcome.words + outcome.error.reason + caplog.text + written.out + written.err
    assert not [name for name, secret in rig.secrets.items() if secret in said]


def test_every_channel_has_a_stand_in(channel_rigs: dict[str, Rig]) -> None:
    assert set(channel_rigs) == set(names())
