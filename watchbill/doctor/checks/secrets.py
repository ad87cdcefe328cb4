"""Every secret that the spec refers to exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    """They are described, never read: no value comes near this machine."""
    there = 0
    for reference, users in sorted(_references(patient).items()):
        state = _state(patient, reference)
        if state:
            yield problem(
                f"secret {reference} {state}",
                f"{', '.join(users)} cannot work without it",
                f"make it, and give it its value there, never in the spec: {_command(reference)}",
            )
        there += not state
    if there:
        yield well(f"{there} {'secret' if there == 1 else 'secrets'}")


def _references(patient: Patient) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for receiver in patient.plan.receivers:
        for _, reference in receiver.secrets:
            found.setdefault(reference, []).append(f"receiver {receiver.name}")
    if secret := patient.plan.policy.heartbeat_secret:
        found.setdefault(secret, []).append("the router's heartbeat")
    for entry in patient.plan.of_kind("lambda_function"):
        for use in entry.resource.settings.uses:
            if use.secret:
                found.setdefault(use.secret, []).append(f"function {entry.resource.key}")
    return found


def _command(reference: str) -> str:
    if _is_parameter(reference):
        return f"aws ssm put-parameter --type SecureString --name {reference} --value file:///dev/stdin"
    return f"aws secretsmanager create-secret --name {reference} --secret-string file:///dev/stdin"


def _is_parameter(reference: str) -> bool:
    """A spec's name of a secret is that of an SSM parameter where it begins with a slash."""
    return reference.startswith("/")


def _state(patient: Patient, reference: str) -> str:
    """What is wrong with it; empty for one that is there."""
    if _is_parameter(reference):
        filters = [{"Key": "Name", "Option": "Equals", "Values": [reference]}]
        found = patient.client("ssm").describe_parameters(ParameterFilters=filters)["Parameters"]
        return "" if found else "does not exist"
    manager = patient.client("secretsmanager")
    try:
        answer = manager.describe_secret(SecretId=reference)
    except manager.exceptions.ResourceNotFoundException:
        return "does not exist"
    if answer.get("DeletedDate"):
        return "is being deleted"
    return "" if answer.get("VersionIdsToStages") else "has no value yet"
