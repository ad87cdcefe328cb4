"""No quota that deploying or alerting needs is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

NEAR = 0.8
STACKS, MUTE_RULES = 2_000, 2_000
"""An account's defaults in a region (CloudFormation, CloudWatch)."""


def examine(patient: Patient) -> Iterator[Finding]:
    stacks = sum(1 for _ in patient.connection.pages("cloudformation", "describe_stacks", "Stacks"))
    rules = sum(1 for _ in patient.connection.pages("cloudwatch", "list_alarm_mute_rules", "AlarmMuteRuleSummaries"))
    near = False
    for count, limit, noun in ((stacks, STACKS, "stacks"), (rules, MUTE_RULES, "mute rules")):
        if count >= NEAR * limit:
            near = True
            yield warning(
                f"{count:,} of {limit:,} {noun}", "at the limit, making one fails", "raise it in Service Quotas"
            )
    if not near:
        yield well(f"{stacks:,} stacks, {rules:,} mute rules")
