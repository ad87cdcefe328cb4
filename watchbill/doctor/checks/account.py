"""Credentials lead to the account and region that the spec means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    place = patient.place
    if patient.account and not patient.connection.local and place.account != patient.account:
        yield problem(
            f"these credentials are of account {place.account}, the spec demands {patient.account}",
            "everything below was looked at in the wrong account, and deploying would be refused",
            "take the profile or role of the right account (AWS_PROFILE)",
        )
    else:
        yield well(f"account {place.account}, {place.region}")
