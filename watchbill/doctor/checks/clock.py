"""This machine's clock agrees with AWS's."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, unknown, warning, well
from watchbill.oncall.moment import aware, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

NOTICED, REFUSED = 30, 300
"""Seconds. AWS refuses signatures that are five minutes off."""


def examine(patient: Patient) -> Iterator[Finding]:
    answer = patient.client("sts").get_caller_identity()
    heard = now()
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")
    if not told:
        yield unknown("the answer had no date", "so the clocks cannot be compared")
        return
    yield judge(round((heard - aware(parsedate_to_datetime(told))).total_seconds()))


def judge(skew: int) -> Finding:
    """`skew` in seconds, positive where this clock is ahead."""
    said = f"this clock is {abs(skew)} s {'ahead of' if skew > 0 else 'behind'} AWS's"
    why = "times on these screens are wrong, and AWS refuses requests that are signed five minutes off"
    if abs(skew) >= REFUSED:
        return problem(said, why, "set the clock by NTP")
    if abs(skew) >= NOTICED:
        return warning(said, why, "set the clock by NTP")
    return well(f"within {max(abs(skew), 1)} s")
