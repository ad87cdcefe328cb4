"""SNS: topics, their policies and subscriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.intrinsic import as_text
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import differs

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOPIC = (
    "ContentBasedDeduplication", "DisplayName", "FifoTopic", "KmsMasterKeyId", "SignatureVersion", "TracingConfig",
)  # fmt: skip
_SUBSCRIPTION = (
    "DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
    "SubscriptionRoleArn",
)  # fmt: skip
_PENDING = "PendingConfirmation"


class Topic(Provider):
    TYPE = "AWS::SNS::Topic"
    OPTIONAL = (*_TOPIC, "Subscription", "Tags", "TopicName")
    IMMUTABLE = ("FifoTopic", "TopicName")
    NAME = "TopicName"
    ATTRIBUTES = ("TopicArn", "TopicName")

    def create(self, properties: Properties) -> str:
        given = {name: _text(properties[name]) for name in _TOPIC if name in properties}
        suffix = ".fifo" if given.get("FifoTopic") == "true" else ""
        name = properties.get("TopicName") or self.site.name(256 - len(suffix)) + suffix
        tags = label.as_pairs(label.as_map(properties))
        arn = str(self.site.call("sns", "create_topic", Name=name, Attributes=given, Tags=tags)["TopicArn"])
        for subscription in properties.get("Subscription", []):
            self.site.call("sns", "subscribe", TopicArn=arn, **subscription)
        return arn

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("sns", "get_topic_attributes", TopicArn=physical_id)["Attributes"]
        shown: Properties = {name: found[name] for name in _TOPIC if name in found}
        shown["TopicName"] = physical_id.rpartition(":")[2]
        shown["Tags"] = self.site.call("sns", "list_tags_for_resource", ResourceArn=physical_id)["Tags"]
        if "Subscription" in properties:
            own = [{"Endpoint": s["Endpoint"], "Protocol": s["Protocol"]} for s in self._subscriptions(physical_id)]
            shown["Subscription"] = [s for s in own if s in properties["Subscription"]]
        return shown

    def _subscriptions(self, arn: str) -> list[dict[str, Any]]:
        return self.site.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for name in _TOPIC:
            if differs(old, new, name):
                text = _text(new.get(name, ""))
                self.site.call(
                    "sns", "set_topic_attributes", TopicArn=physical_id, AttributeName=name, AttributeValue=text
                )
        self._resubscribe(physical_id, old.get("Subscription", []), new.get("Subscription", []))
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("sns", "untag_resource", ResourceArn=physical_id, TagKeys=removed)
        if added:
            self.site.call("sns", "tag_resource", ResourceArn=physical_id, Tags=label.as_pairs(added))

    def _resubscribe(self, arn: str, before: list[Properties], after: list[Properties]) -> None:
        for subscription in [s for s in after if s not in before]:
            self.site.call("sns", "subscribe", TopicArn=arn, **subscription)
        gone = [(s["Endpoint"], s["Protocol"]) for s in before if s not in after]
        for found in self._subscriptions(arn) if gone else []:
            if (found["Endpoint"], found["Protocol"]) in gone:
                self.site.call("sns", "unsubscribe", SubscriptionArn=found["SubscriptionArn"])

    def delete(self, physical_id: str, properties: Properties) -> None:
        for subscription in self._subscriptions(physical_id):
            self.site.call("sns", "unsubscribe", SubscriptionArn=subscription["SubscriptionArn"])
        self.site.call("sns", "delete_topic", TopicArn=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"TopicArn": physical_id, "TopicName": physical_id.rpartition(":")[2]}


class TopicPolicy(Provider):
    TYPE = "AWS::SNS::TopicPolicy"
    REQUIRED = ("PolicyDocument", "Topics")
    ATTRIBUTES = ("Id",)
    NOTE = "stored, never enforced"

    def create(self, properties: Properties) -> str:
        self.update("", {}, properties)
        return self.site.name()

    def _set(self, topic: str, policy: str) -> None:
        self.site.call("sns", "set_topic_attributes", TopicArn=topic, AttributeName="Policy", AttributeValue=policy)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = {}
        for topic in properties["Topics"]:
            policy = self.site.call("sns", "get_topic_attributes", TopicArn=topic)["Attributes"].get("Policy")
            if policy:
                found[topic] = json.loads(policy)
        if not found:
            return None
        return {"PolicyDocument": next(iter(found.values())), "Topics": list(found)}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for topic in new["Topics"]:
            self._set(topic, as_json(new["PolicyDocument"]))
        for topic in [topic for topic in old.get("Topics", []) if topic not in new["Topics"]]:
            self._set(topic, self._default(topic))

    def _default(self, topic: str) -> str:
        """A topic cannot be without a policy: the one SNS makes lets its owner do everything."""
        statement = {
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["SNS:GetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
            "Resource": topic,
            "Condition": {"StringEquals": {"AWS:SourceOwner": self.site.account}},
        }
        return as_json({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})

    def delete(self, physical_id: str, properties: Properties) -> None:
        for topic in properties["Topics"]:
            self._set(topic, self._default(topic))

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Id": physical_id}


class Subscription(Provider):
    TYPE = "AWS::SNS::Subscription"
    REQUIRED = ("Protocol", "TopicArn")
    OPTIONAL = ("Endpoint", *_SUBSCRIPTION)
    IMMUTABLE = ("Endpoint", "Protocol", "TopicArn")
    ATTRIBUTES = ("Arn",)
    NOTE = "mail goes to an inbox here, and nobody is asked to confirm; https endpoints get a bare POST from moto"

    def create(self, properties: Properties) -> str:
        given = {name: _text(properties[name]) for name in _SUBSCRIPTION if name in properties}
        answer = self.site.call(
            "sns",
            "subscribe",
            TopicArn=properties["TopicArn"],
            Protocol=properties["Protocol"],
            Endpoint=properties["Endpoint"],
            Attributes=given,
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("sns", "get_subscription_attributes", SubscriptionArn=physical_id)["Attributes"]
        return {
            name: json.loads(value) if name.endswith("Policy") else value
            for name, value in found.items()
            if name in self.allowed() and value != ""
        }

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for name in _SUBSCRIPTION:
            if not differs(old, new, name):
                continue
            empty = "{}" if name.endswith("Policy") else "false" if name == "RawMessageDelivery" else ""
            self.site.call(
                "sns",
                "set_subscription_attributes",
                SubscriptionArn=physical_id,
                AttributeName=name,
                AttributeValue=_text(new[name]) if name in new else empty,
            )

    def delete(self, physical_id: str, properties: Properties) -> None:
        if _PENDING in physical_id:
            raise ProviderError("a subscription that was never confirmed cannot be deleted")
        self.site.call("sns", "unsubscribe", SubscriptionArn=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": physical_id}


def _text(value: Any) -> str:
    return as_json(value) if isinstance(value, (dict, list)) else as_text(value)
