"""Application Auto Scaling: what may scale, and by which metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import alike, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICE = "application-autoscaling"
_TARGET = ("ResourceId", "ScalableDimension", "ServiceNamespace")
_CONFIGURATIONS = ("StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration")


class ScalableTarget(Provider):
    TYPE = "AWS::ApplicationAutoScaling::ScalableTarget"
    REQUIRED = ("MaxCapacity", "MinCapacity", *_TARGET)
    OPTIONAL = ("RoleARN", "SuspendedState")
    IMMUTABLE = _TARGET
    ATTRIBUTES = ("Id",)
    WRITE_ONLY = ("RoleARN",)
    NOTE = "kept; nothing scales by itself"

    def create(self, properties: Properties) -> str:
        self.site.call(_SERVICE, "register_scalable_target", **properties)
        return "|".join(str(properties[name]) for name in _TARGET)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        resource, dimension, namespace = physical_id.split("|")
        known = self.site.call(
            _SERVICE,
            "describe_scalable_targets",
            ServiceNamespace=namespace,
            ResourceIds=[resource],
            ScalableDimension=dimension,
        )["ScalableTargets"]
        return pick(known[0], self.allowed()) if known else None

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call(_SERVICE, "register_scalable_target", **new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call(_SERVICE, "deregister_scalable_target", **pick(properties, _TARGET))

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Id": physical_id}


class ScalingPolicy(Provider):
    TYPE = "AWS::ApplicationAutoScaling::ScalingPolicy"
    REQUIRED = ("PolicyName", "PolicyType")
    OPTIONAL = (*_TARGET, "ScalingTargetId", *_CONFIGURATIONS)
    IMMUTABLE = ("PolicyName", *_TARGET, "ScalingTargetId")
    NAME = "PolicyName"
    ATTRIBUTES = ("Arn",)
    WRITE_ONLY = ("ScalingTargetId",)
    NOTE = "kept; nothing scales by itself, and the alarms that AWS makes for it are not shown"

    def create(self, properties: Properties) -> str:
        given = pick(properties, ("PolicyName", "PolicyType", *_CONFIGURATIONS)) | self._target(properties)
        return str(self.site.call(_SERVICE, "put_scaling_policy", **given)["PolicyARN"])

    def _target(self, properties: Properties) -> dict[str, Any]:
        if "ScalingTargetId" in properties:
            return dict(zip(_TARGET, str(properties["ScalingTargetId"]).split("|"), strict=True))
        missing = [name for name in _TARGET if name not in properties]
        if missing:
            raise ProviderError(f"ScalingTargetId, or all of {', '.join(_TARGET)}, must be given")
        return pick(properties, _TARGET)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        target = self._target(properties)
        known = self.site.call(
            _SERVICE,
            "describe_scaling_policies",
            ServiceNamespace=target["ServiceNamespace"],
            ResourceId=target["ResourceId"],
            PolicyNames=[properties["PolicyName"]],
        )["ScalingPolicies"]
        # moto answers all policies of the resource, whatever names are asked for.
        wanted = {"PolicyName": properties["PolicyName"], "ScalableDimension": target["ScalableDimension"]}
        found = next((policy for policy in known if wanted.items() <= policy.items()), None)
        if found is None:
            return None
        shown = pick(found, self.allowed())
        for name in _CONFIGURATIONS:
            if name in shown:
                shown[name] = alike(shown[name], properties.get(name, shown[name]))
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.create(new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        target = self._target(properties)
        self.site.call(_SERVICE, "delete_scaling_policy", PolicyName=properties["PolicyName"], **target)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": physical_id}
