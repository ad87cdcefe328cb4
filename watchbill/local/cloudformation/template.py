"""A template as text and as a document, and the refusals that need nothing but the template itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation.graph import order_resources, references

SECTIONS = (
    "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings",
    "Conditions", "Resources", "Outputs",
)  # fmt: skip
UNSUPPORTED_SECTIONS = ("Transform", "Rules", "Hooks")
RESOURCE_ATTRIBUTES = (
    "Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata",
)  # fmt: skip
POLICIES = ("Delete", "Retain", "RetainExceptOnCreate")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that passed the checks of this module. `order` lists resources before those that need them."""

    body: str
    document: dict[str, Any]
    order: tuple[str, ...]

    def section(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document.get(name) or {}
        return found

    @property
    def resources(self) -> dict[str, Any]:
        return self.section("Resources")


def read_template(body: str) -> Template:
    """Parse JSON or YAML with CloudFormation's short tags. Raises AwsError ValidationError as CloudFormation does."""
    document = _parse(body)
    _check_shape(document)
    for name, definition in document["Resources"].items():
        _check_resource(name, definition)
    _check_references(document)
    return Template(body=body, document=document, order=tuple(order_resources(document["Resources"])))


def _parse(body: str) -> dict[str, Any]:
    try:
        document = json.loads(body) if body.lstrip().startswith("{") else yaml.load(body, _Loader)  # noqa: S506 - derives from SafeLoader
    except ValueError as error:
        raise validation_error(f"Template format error: JSON not well-formed. ({error})") from error
    except yaml.YAMLError as error:
        raise validation_error(f"Template format error: YAML not well-formed. ({error})") from error
    if not isinstance(document, dict):
        raise validation_error("Template format error: unsupported structure.")
    return document


def _check_shape(document: dict[str, Any]) -> None:
    unsupported = [name for name in document if name in UNSUPPORTED_SECTIONS]
    if unsupported:
        names = ", ".join(unsupported)
        raise validation_error(f"Template format error: the embedded cloud does not emulate [{names}]")
    unknown = [name for name in document if name not in SECTIONS]
    if unknown:
        names = ", ".join(unknown)
        raise validation_error(f"Invalid template property or properties [{names}]")
    if not document.get("Resources"):
        raise validation_error("Template format error: At least one Resources member must be defined.")
    for section, limit in LIMITS.items():
        count = len(document.get(section) or {})
        if count > limit:
            noun = section.lower()
            raise validation_error(
                f"Template format error: Number of {noun}, {count}, is greater than maximum allowed, {limit}"
            )


def _check_resource(name: str, definition: Any) -> None:
    if not re.fullmatch("[a-zA-Z0-9]{1,255}", name):
        raise validation_error(f"Template format error: Resource name {name} is non alphanumeric.")
    if not isinstance(definition, dict) or "Type" not in definition:
        raise validation_error(
            f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
        )
    unknown = [key for key in definition if key not in RESOURCE_ATTRIBUTES]
    if unknown:
        raise validation_error(f"Invalid template resource property '{unknown[0]}' ([/Resources/{name}])")
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        policy = definition.get(key, "Delete")
        if policy not in POLICIES or (key == "UpdateReplacePolicy" and policy == "RetainExceptOnCreate"):
            raise validation_error(f"Template format error: Unrecognized {key} {policy} for resource {name}")


def _check_references(document: dict[str, Any]) -> None:
    known = {*document["Resources"], *(document.get("Parameters") or {})}
    for section in ("Resources", "Outputs"):
        found = [r for r in references(document.get(section) or {}) if not r.name.startswith("AWS::")]
        missing = {r.name for r in found if r.name not in (document["Resources"] if r.attribute else known)}
        missing |= {d for d in _dependencies(document, section) if d not in document["Resources"]}
        if missing:
            names = ", ".join(sorted(missing))
            raise validation_error(
                f"Template format error: Unresolved resource dependencies [{names}] "
                f"in the {section} block of the template"
            )
    conditions = document.get("Conditions") or {}
    for section in ("Resources", "Outputs"):
        for name, definition in (document.get(section) or {}).items():
            condition = definition.get("Condition") if isinstance(definition, dict) else None
            if condition is not None and condition not in conditions:
                raise validation_error(
                    f"Template format error: Unresolved condition dependency {condition} in {section} of {name}"
                )


def _dependencies(document: dict[str, Any], section: str) -> set[str]:
    if section != "Resources":
        return set()
    found: set[str] = set()
    for definition in document["Resources"].values():
        needed = definition.get("DependsOn", [])
        found |= {needed} if isinstance(needed, str) else set(needed)
    return found


class _Loader(yaml.SafeLoader):
    """YAML with !Ref, !GetAtt and their like, dates left as the strings they were written as."""


def _short_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_tag)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))
