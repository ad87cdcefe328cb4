"""AWS::SNS::Topic of one priority, and who may publish to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, Tags, sns

from generators.arn import arn, sub
from generators.declaration import declare, tags
from generators.policy import ACCOUNT, allow_service, deny_plaintext, document
from generators.routing.key import KEY
from generators.routing.topics import topic_name

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.alarm import Priority
    from monitors.model.plan import Service


def topic_id(priority: Priority) -> str:
    """Logical id in the foundation: `AlertsHigh`."""
    return f"Alerts{priority.value.capitalize()}"


def declare_topic(service: Service, priority: Priority) -> tuple[StackResource, ...]:
    """The topic, and its policy: alarms of this account, over TLS."""
    ours = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": sub(arn("cloudwatch", "alarm:*"))},
    }
    name = topic_id(priority)
    topic = sns.Topic(
        name,
        TopicName=topic_name(service, priority),
        DisplayName=f"{service.name} {service.environment} {priority.value}",
        KmsMasterKeyId=Ref(KEY),
        Tags=Tags(tags(service)),
    )
    policy = sns.TopicPolicy(
        f"{name}Policy",
        Topics=[Ref(name)],
        PolicyDocument=document(
            allow_service("cloudwatch.amazonaws.com", ["sns:Publish"], {"Ref": name}, ours),
            deny_plaintext("sns:Publish", {"Ref": name}),
        ),
    )
    return tuple(declare(resource, source=None) for resource in (topic, policy))
