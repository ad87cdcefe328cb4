"""A template's text as resources that can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.cloud.kind import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.cloud.kind import Kind
    from watchbill.cloud.place import Place

ATTRIBUTES = ("DeletionPolicy", "UpdateReplacePolicy", "Metadata", "Condition")
"""What CloudFormation itself compares beside properties; DependsOn only orders."""
SECTIONS = ("Parameters", "Conditions", "Mappings", "Outputs", "Transform")


@dataclass(frozen=True, slots=True)
class Definition:
    """One resource of a template."""

    logical_id: str
    type: str
    properties: Mapping[str, Any]
    attributes: Mapping[str, Any]

    @property
    def kind(self) -> Kind:
        return kind_of(self.type)

    def name(self, place: Place) -> str:
        """The physical name; the logical id where CloudFormation makes one up."""
        return place.text(self.properties.get(self.kind.name)) or self.logical_id

    @property
    def retained(self) -> bool:
        return str(self.attributes.get("DeletionPolicy", "Delete")).startswith("Retain")

    def tag(self, key: str) -> str:
        """A tag's value; empty where there is none or Tags is not a list."""
        tags = self.properties.get("Tags")
        pairs = tags if isinstance(tags, list) else []
        return next((str(tag.get("Value", "")) for tag in pairs if tag.get("Key") == key), "")


@dataclass(frozen=True, slots=True)
class Template:
    """`sections` are the other parts that a change set compares."""

    resources: Mapping[str, Definition]
    sections: Mapping[str, Any]


EMPTY = Template({}, {})


def read_template(text: str) -> Template:
    """Parse a JSON template, as all of watchbill's are. Raises ValueError for anything else."""
    document = json.loads(text)
    resources = {
        logical_id: Definition(
            logical_id,
            body["Type"],
            body.get("Properties", {}),
            {key: body[key] for key in ATTRIBUTES if key in body},
        )
        for logical_id, body in document.get("Resources", {}).items()
    }
    return Template(resources, {key: document[key] for key in SECTIONS if key in document})
