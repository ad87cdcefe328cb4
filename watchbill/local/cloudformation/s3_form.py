"""A bucket's settings in the template's form and in the API's: S3 is the one service that words them differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation.provider import ProviderError
from watchbill.local.cloudformation.shape import without

if TYPE_CHECKING:
    from collections.abc import Callable


_OURS, _THEIRS = "ServerSideEncryptionByDefault", "ApplyServerSideEncryptionByDefault"


def _unchanged(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """One setting: `get_<call>`, `put_<call>` with `argument`, and how to take it back."""

    call: str
    argument: str
    to_api: Callable[[Any], Any] = _unchanged
    from_api: Callable[[Any], Any] = _unchanged
    delete: str = ""
    unset: dict[str, Any] | None = None
    """What to put instead of deleting, for the settings that cannot be deleted."""


def rules_to_api(encryption: dict[str, Any]) -> dict[str, Any]:
    return {"Rules": [_renamed(r, _OURS, _THEIRS) for r in encryption["ServerSideEncryptionConfiguration"]]}


def rules_from_api(found: dict[str, Any]) -> dict[str, Any]:
    return {"ServerSideEncryptionConfiguration": [_renamed(r, _THEIRS, _OURS) for r in found["Rules"]]}


def lifecycle_to_api(lifecycle: dict[str, Any]) -> dict[str, Any]:
    return {"Rules": [_rule_to_api(rule) for rule in lifecycle["Rules"]]}


def _rule_to_api(rule: dict[str, Any]) -> dict[str, Any]:
    """ExpirationInDays and its like become the nested objects of the API; a bare prefix becomes a filter."""
    api: dict[str, Any] = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        api["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        api["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if "NoncurrentVersionExpiration" in rule:
        api["NoncurrentVersionExpiration"] = rule["NoncurrentVersionExpiration"]
    if "AbortIncompleteMultipartUpload" in rule:
        api["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    if "Transitions" in rule:
        api["Transitions"] = [_renamed(t, "TransitionInDays", "Days") for t in rule["Transitions"]]
    known = {
        "Status", "Prefix", "Id", "ExpirationInDays", "NoncurrentVersionExpiration",
        "AbortIncompleteMultipartUpload", "Transitions",
    }  # fmt: skip
    unknown = rule.keys() - known
    if unknown:
        raise ProviderError(f"The embedded cloud does not emulate {sorted(unknown)} of a lifecycle rule")
    return api


def lifecycle_from_api(found: Any) -> dict[str, Any]:
    """`found` is the answer itself: GetBucketLifecycleConfiguration has no member of its setter's name."""
    return {"Rules": [_rule_from_api(rule) for rule in found["Rules"]]}


def _rule_from_api(api: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {"Status": api["Status"]}
    prefix = api.get("Filter", {}).get("Prefix") or api.get("Prefix")
    if prefix:
        rule["Prefix"] = prefix
    if "ID" in api:
        rule["Id"] = api["ID"]
    if "Expiration" in api:
        rule["ExpirationInDays"] = api["Expiration"].get("Days")
    for name in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if name in api:
            rule[name] = api[name]
    if "Transitions" in api:
        rule["Transitions"] = [_renamed(t, "Days", "TransitionInDays") for t in api["Transitions"]]
    return rule


def metrics_to_api(metrics: dict[str, Any]) -> dict[str, Any]:
    """Request metrics of the whole bucket or of a prefix."""
    unknown = metrics.keys() - {"Id", "Prefix"}
    if unknown:
        raise ProviderError(f"The embedded cloud does not emulate {sorted(unknown)} of a metrics configuration")
    return {"Id": metrics["Id"]} | ({"Filter": {"Prefix": metrics["Prefix"]}} if "Prefix" in metrics else {})


def metrics_from_api(found: dict[str, Any]) -> dict[str, Any]:
    prefix = found.get("Filter", {}).get("Prefix")
    return {"Id": found["Id"]} | ({"Prefix": prefix} if prefix else {})


_TARGETS = (
    ("LambdaConfigurations", "LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
    ("QueueConfigurations", "QueueConfigurations", "Queue", "QueueArn"),
    ("TopicConfigurations", "TopicConfigurations", "Topic", "TopicArn"),
)  # template's list, API's list, template's target, API's target


def notification_to_api(notification: dict[str, Any]) -> dict[str, Any]:
    api: dict[str, Any] = {}
    for ours, theirs, target, arn in _TARGETS:
        if ours in notification:
            api[theirs] = _merged([_target_to_api(item, target, arn) for item in notification[ours]], arn)
    if "EventBridgeConfiguration" in notification:
        api["EventBridgeConfiguration"] = {}
    return api


def _merged(items: list[dict[str, Any]], arn: str) -> list[dict[str, Any]]:
    """A template has one event an item; S3 keeps one configuration for all events of a target and filter."""
    found: list[dict[str, Any]] = []
    for item in items:
        twin = next((f for f in found if f[arn] == item[arn] and f.get("Filter") == item.get("Filter")), None)
        if twin is None:
            found.append(item)
        else:
            twin["Events"] += item["Events"]
    return found


def _target_to_api(item: dict[str, Any], target: str, arn: str) -> dict[str, Any]:
    api: dict[str, Any] = {arn: item[target], "Events": [item["Event"]]}
    rules = item.get("Filter", {}).get("S3Key", {}).get("Rules")
    if rules:
        api["Filter"] = {"Key": {"FilterRules": rules}}
    return api


def notification_from_api(found: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for ours, theirs, target, arn in _TARGETS:
        for api in found.get(theirs, []):
            for event in api["Events"]:
                item = {"Event": event, target: api[arn]}
                rules = api.get("Filter", {}).get("Key", {}).get("FilterRules")
                if rules:
                    item["Filter"] = {"S3Key": {"Rules": [_titled(rule) for rule in rules]}}
                shown.setdefault(ours, []).append(item)
    if "EventBridgeConfiguration" in found:
        shown["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}
    return shown


def _titled(rule: dict[str, str]) -> dict[str, str]:
    """S3 answers `Prefix` for the `prefix` it was given."""
    return {"Name": rule["Name"].lower(), "Value": rule["Value"]}


def _renamed(item: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return without(item, old) | ({new: item[old]} if old in item else {})
