"""Secrets Manager secrets. Their values are written, never read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import differs, pick

if TYPE_CHECKING:
    from collections.abc import Mapping


class Secret(Provider):
    TYPE = "AWS::SecretsManager::Secret"
    OPTIONAL = ("Description", "GenerateSecretString", "KmsKeyId", "Name", "SecretString", "Tags")
    IMMUTABLE = ("Name",)
    NAME = "Name"
    ATTRIBUTES = ("Id",)
    WRITE_ONLY = ("GenerateSecretString", "SecretString")

    def create(self, properties: Properties) -> str:
        given = pick(properties, ("Description", "KmsKeyId", "Tags"))
        answer = self.site.call(
            "secretsmanager",
            "create_secret",
            Name=properties.get("Name") or self.site.name(),
            SecretString=self._value(properties),
            **given,
        )
        return str(answer["ARN"])

    def _value(self, properties: Properties) -> str:
        if ("SecretString" in properties) == ("GenerateSecretString" in properties):
            raise ProviderError("Exactly one of SecretString and GenerateSecretString must be given")
        if "SecretString" in properties:
            return as_json(properties["SecretString"])
        wanted = dict(properties["GenerateSecretString"])
        template, key = wanted.pop("SecretStringTemplate", None), wanted.pop("GenerateStringKey", None)
        password = self.site.call("secretsmanager", "get_random_password", **wanted)["RandomPassword"]
        return as_json({**json.loads(template), key: password}) if template and key else str(password)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("secretsmanager", "describe_secret", SecretId=physical_id)
        if found.get("DeletedDate"):
            return None
        return pick(found, self.allowed()) | {"Tags": found.get("Tags", [])}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        given: dict[str, Any] = {"Description": new.get("Description", "")} | pick(new, ("KmsKeyId",))
        if differs(old, new, "SecretString", "GenerateSecretString"):
            given["SecretString"] = self._value(new)
        self.site.call("secretsmanager", "update_secret", SecretId=physical_id, **given)
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("secretsmanager", "untag_resource", SecretId=physical_id, TagKeys=removed)
        if added:
            tags = label.as_pairs(added)
            self.site.call("secretsmanager", "tag_resource", SecretId=physical_id, Tags=tags)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("secretsmanager", "delete_secret", SecretId=physical_id, ForceDeleteWithoutRecovery=True)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Id": physical_id}
