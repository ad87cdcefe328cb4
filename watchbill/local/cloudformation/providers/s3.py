"""S3: buckets and their policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError, is_absent
from watchbill.local.cloudformation.s3_form import (
    Form,
    lifecycle_from_api,
    lifecycle_to_api,
    metrics_from_api,
    metrics_to_api,
    notification_from_api,
    notification_to_api,
    rules_from_api,
    rules_to_api,
)
from watchbill.local.cloudformation.shape import alike, differs

if TYPE_CHECKING:
    from collections.abc import Mapping

# Template property → the call that sets it, its argument, the call that unsets it (none: set the empty form).
_FORMS: dict[str, Form] = {
    "VersioningConfiguration": Form("bucket_versioning", "VersioningConfiguration", unset={"Status": "Suspended"}),
    "PublicAccessBlockConfiguration": Form("public_access_block", "PublicAccessBlockConfiguration"),
    "OwnershipControls": Form("bucket_ownership_controls", "OwnershipControls"),
    "BucketEncryption": Form("bucket_encryption", "ServerSideEncryptionConfiguration", rules_to_api, rules_from_api),
    "LifecycleConfiguration": Form(
        "bucket_lifecycle_configuration",
        "LifecycleConfiguration",
        lifecycle_to_api,
        lifecycle_from_api,
        delete="delete_bucket_lifecycle",
    ),
    "NotificationConfiguration": Form(
        "bucket_notification_configuration",
        "NotificationConfiguration",
        notification_to_api,
        notification_from_api,
        unset={},
    ),
}


class Bucket(Provider):
    TYPE = "AWS::S3::Bucket"
    OPTIONAL = (*_FORMS, "BucketName", "MetricsConfigurations", "Tags")
    IMMUTABLE = ("BucketName",)
    NAME = "BucketName"
    ATTRIBUTES = ("Arn", "DomainName", "RegionalDomainName")
    NOTE = "settings are stored; nothing expires, no access is blocked"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("BucketName") or self.site.name(63, lower=True))
        place = {} if self.site.region == "us-east-1" else {"LocationConstraint": self.site.region}
        where = {"CreateBucketConfiguration": place} if place else {}
        if self._exists(name):
            raise ProviderError(f"{name} already exists")
        self.site.call("s3", "create_bucket", Bucket=name, **where)
        try:
            self.update(name, {}, properties)
        except (ClientError, ProviderError):
            self.delete(name, properties)  # without a physical id the rollback would not find it
            raise
        return name

    def _exists(self, name: str) -> bool:
        """us-east-1 lets an owner create his bucket twice; CloudFormation does not."""
        try:
            self.site.call("s3", "head_bucket", Bucket=name)
        except ClientError as error:
            if is_absent(error):
                return False
            raise
        return True

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        if not self._exists(physical_id):
            return None
        shown: Properties = {"BucketName": physical_id}
        for name, form in _FORMS.items():
            found = self._get(physical_id, form)
            if found:
                shown[name] = alike(found, properties.get(name, found))
        try:
            shown["Tags"] = self.site.call("s3", "get_bucket_tagging", Bucket=physical_id)["TagSet"]
        except ClientError:
            shown["Tags"] = []
        measured = self.site.call("s3", "list_bucket_metrics_configurations", Bucket=physical_id)
        shown["MetricsConfigurations"] = [metrics_from_api(m) for m in measured.get("MetricsConfigurationList", [])]
        return shown

    def _get(self, bucket: str, form: Form) -> Any:
        try:
            answer = self.site.call("s3", f"get_{form.call}", Bucket=bucket)
        except ClientError as error:
            if is_absent(error):
                return None
            raise
        answer.pop("ResponseMetadata", None)
        return form.from_api(answer.get(form.argument, answer))

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for name, form in _FORMS.items():
            if differs(old, new, name):
                self._put(physical_id, form, new.get(name))
        self._measure(physical_id, old, new)
        if not differs(old, new, "Tags"):
            return
        tags = label.as_pairs(label.as_map(new))
        if tags:
            self.site.call("s3", "put_bucket_tagging", Bucket=physical_id, Tagging={"TagSet": tags})
        else:
            self.site.call("s3", "delete_bucket_tagging", Bucket=physical_id)

    def _measure(self, bucket: str, old: Properties, new: Properties) -> None:
        before = {m["Id"]: m for m in old.get("MetricsConfigurations", [])}
        after = {m["Id"]: m for m in new.get("MetricsConfigurations", [])}
        for name in before.keys() - after.keys():
            self.site.call("s3", "delete_bucket_metrics_configuration", Bucket=bucket, Id=name)
        for name, wanted in after.items():
            given = {"Id": name, "MetricsConfiguration": metrics_to_api(wanted)}
            self.site.call("s3", "put_bucket_metrics_configuration", Bucket=bucket, **given)

    def _put(self, bucket: str, form: Form, value: Any) -> None:
        if value is None and form.unset is None:
            self.site.call("s3", form.delete or f"delete_{form.call}", Bucket=bucket)
            return
        wanted = form.unset if value is None else form.to_api(value)
        if form.call == "bucket_notification_configuration":
            self._check_targets(wanted)
        self.site.call("s3", f"put_{form.call}", Bucket=bucket, **{form.argument: wanted})

    def _check_targets(self, notification: Any) -> None:
        """S3 refuses a function that does not let it in; moto does not look."""
        for target in notification.get("LambdaFunctionConfigurations", []):
            arn = target["LambdaFunctionArn"]
            try:
                policy = self.site.call("lambda", "get_policy", FunctionName=arn)["Policy"]
            except ClientError:
                policy = "{}"
            statements = json.loads(policy).get("Statement", [])
            if not any("s3.amazonaws.com" in json.dumps(s.get("Principal")) for s in statements):
                raise ProviderError(
                    f"Unable to validate the following destination configurations: {arn} does not permit "
                    "s3.amazonaws.com to invoke it (AWS::Lambda::Permission missing or made later)"
                )

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("s3", "delete_bucket", Bucket=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {
            "Arn": f"arn:{self.site.partition}:s3:::{physical_id}",
            "DomainName": f"{physical_id}.s3.amazonaws.com",
            "RegionalDomainName": f"{physical_id}.s3.{self.site.region}.amazonaws.com",
        }


class BucketPolicy(Provider):
    TYPE = "AWS::S3::BucketPolicy"
    REQUIRED = ("Bucket", "PolicyDocument")
    IMMUTABLE = ("Bucket",)
    NOTE = "stored, never enforced"

    def create(self, properties: Properties) -> str:
        self.update("", {}, properties)
        return str(properties["Bucket"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        policy = self.site.call("s3", "get_bucket_policy", Bucket=physical_id)["Policy"]
        return {"Bucket": physical_id, "PolicyDocument": json.loads(policy)}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        policy = as_json(new["PolicyDocument"])
        self.site.call("s3", "put_bucket_policy", Bucket=new["Bucket"], Policy=policy)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("s3", "delete_bucket_policy", Bucket=physical_id)
