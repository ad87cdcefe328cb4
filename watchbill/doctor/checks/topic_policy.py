"""CloudWatch may publish to the alert topics, and use their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well
from watchbill.doctor.policy import allows, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

CLOUDWATCH = "cloudwatch.amazonaws.com"
KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
MANAGED = "alias/aws/sns"
SILENT = "every alarm action fails silently: CloudWatch tells nobody that it may not publish"


def examine(patient: Patient) -> Iterator[Finding]:
    """The policies are read and evaluated here; nothing is published to find out."""
    sns, fit = patient.client("sns"), 0
    keys: dict[str, list[Finding]] = {}
    for topic in patient.topics:
        try:
            attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        except sns.exceptions.NotFoundException:
            continue  # the check of subscriptions says so
        found = list(_topic(patient, topic, attributes.get("Policy", "{}")))
        if key := attributes.get("KmsMasterKeyId", ""):
            if key not in keys:
                keys[key] = list(_key(patient, key))
                found += keys[key]
            fit += not keys[key] and not found
        else:
            fit += not found
        yield from found
    if fit:
        yield well(f"{fit} {'topic' if fit == 1 else 'topics'}")


def _context(patient: Patient) -> dict[str, str]:
    """What comes with CloudWatch's request for one of our alarms, over TLS."""
    return {
        "aws:sourceaccount": patient.place.account,
        "aws:sourcearn": patient.arn("cloudwatch", f"alarm:{patient.plan.service.prefix}-any"),
        "aws:securetransport": "true",
    }


def _topic(patient: Patient, topic: str, policy: str) -> Iterator[Finding]:
    if not allows([parse(policy)], "sns:Publish", topic, principal=CLOUDWATCH, context=_context(patient)):
        name = topic.rpartition(":")[2]
        yield problem(f"the policy of {name} does not let CloudWatch publish", SILENT, "watchbill deploy")


def _key(patient: Patient, key: str) -> Iterator[Finding]:
    if key.endswith(MANAGED):
        yield problem(
            f"the topics are encrypted with {MANAGED}",
            "the policy of AWS's own key cannot be opened to CloudWatch, so every alarm action fails silently",
            "encrypt them with a key of your own: watchbill deploy",
        )
        return
    kms = patient.client("kms")
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    if described.get("KeyState") != "Enabled":
        yield problem(
            f"the topics' key is {described.get('KeyState')}", SILENT, "enable the key, or cancel its deletion"
        )
    policy = parse(kms.get_key_policy(KeyId=described["KeyId"], PolicyName="default")["Policy"])
    context = _context(patient)
    missing = [
        action
        for action in KEY_ACTIONS
        if not allows([policy], action, described["Arn"], principal=CLOUDWATCH, context=context)
    ]
    if missing:
        yield problem(f"the topics' key does not let CloudWatch {' and '.join(missing)}", SILENT, "watchbill deploy")
