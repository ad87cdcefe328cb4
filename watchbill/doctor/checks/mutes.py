"""No mute was forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import warning, well
from watchbill.oncall.moment import span
from watchbill.oncall.mute import read_mutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

LONG = 3 * 86_400
"""Seconds: whoever is on call now may not know of it."""


def examine(patient: Patient) -> Iterator[Finding]:
    mutes = read_mutes(patient.connection, patient.plan.service, patient.at)
    over = [mute for mute in mutes if mute.by_hand and mute.is_over(patient.at)]
    for mute in mutes:
        if mute.endless and not _of_a_stack(patient, mute.name):
            yield warning(
                f"{mute.name} comes back again and again, with no end",
                f"it silences {len(mute.alarms)} alarms for ever, and no spec says so",
                "put it into the spec, or delete it in the console",
            )
        elif mute.window and mute.is_open(patient.at) and (left := mute.window[1] - patient.at).total_seconds() > LONG:
            yield warning(
                f"{mute.name} lasts {span(left.total_seconds())} more",
                f"it silences {len(mute.alarms)} alarms: {mute.because}",
                f"watchbill mute lift {mute.name}",
            )
    if over:
        yield warning(
            f"{len(over)} mutes that are over still exist",
            "they count against the 2,000 that a region may have",
            "watchbill mute lift --ended",
        )
    if not over:
        yield well(f"{len(mutes)} in force or to come")


def _of_a_stack(patient: Patient, name: str) -> bool:
    arn = patient.arn("cloudwatch", f"alarm-mute-rule:{name}")
    tags = patient.client("cloudwatch").list_tags_for_resource(ResourceARN=arn).get("Tags", ())
    return any(tag["Key"].startswith("aws:cloudformation:") for tag in tags)
