"""Systems Manager parameters."""

from __future__ import annotations

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import pick, without


class Parameter(Provider):
    TYPE = "AWS::SSM::Parameter"
    REQUIRED = ("Type", "Value")
    OPTIONAL = ("AllowedPattern", "DataType", "Description", "Name", "Tags", "Tier")
    IMMUTABLE = ("Name",)
    NAME = "Name"
    ATTRIBUTES = ("Type", "Value")
    WRITE_ONLY = ("AllowedPattern", "Description", "Tier")
    TAGS_AS_MAP = True

    def create(self, properties: Properties) -> str:
        if properties["Type"] not in ("String", "StringList"):
            raise ProviderError("CloudFormation makes parameters of type String and StringList only")
        name = str(properties.get("Name") or self.site.name())
        tags = label.as_pairs(label.as_map(properties))
        self.site.call("ssm", "put_parameter", **{**properties, "Name": name, "Tags": tags})
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("ssm", "get_parameter", Name=physical_id)["Parameter"]
        tags = self.site.call("ssm", "list_tags_for_resource", ResourceType="Parameter", ResourceId=physical_id)[
            "TagList"
        ]
        return pick(found, self.allowed()) | {"Tags": {tag["Key"]: tag["Value"] for tag in tags}}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        given = {**without(new, "Tags"), "Name": physical_id, "Overwrite": True}
        self.site.call("ssm", "put_parameter", **given)
        added, removed = label.changed(old, new)
        where = {"ResourceType": "Parameter", "ResourceId": physical_id}
        if removed:
            self.site.call("ssm", "remove_tags_from_resource", **where, TagKeys=removed)
        if added:
            self.site.call("ssm", "add_tags_to_resource", **where, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("ssm", "delete_parameter", Name=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, str]:
        return pick(properties, self.ATTRIBUTES)
