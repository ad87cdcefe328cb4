"""A canary's schedule says how often it runs, and can be read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generators.canaries.timing import every_minutes, expression, rate
from monitors.model.canary import Canary
from monitors.model.source import NOWHERE

CANARY = Canary(
    name="prd2011-qa1-canary-load-db",
    function="load-db",
    event="{}",
    event_file="event.json",
    through="invoke",
    every_minutes=5,
    timeout_seconds=60,
    content="",
    items=(),
    checks=(),
    engine="lambda",
    runtime="",
    source=NOWHERE,
)


@pytest.mark.parametrize("minutes", [1, 5, 7, 15, 60, 120, 1440])
def test_an_interval_can_be_read_from_either_schedule(minutes: int) -> None:
    canary = replace(CANARY, every_minutes=minutes)
    assert every_minutes(expression(canary)) == every_minutes(rate(canary)) == minutes


def test_nobody_elses_schedule_is_read() -> None:
    with pytest.raises(ValueError, match="not a canary's schedule"):
        every_minutes("cron(0 8 ? * MON *)")
