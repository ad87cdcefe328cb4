"""What we say of a CloudFormation type is what its registry schema says."""

from __future__ import annotations

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from watchbill.cloud.kind import KINDS, kind_of


@pytest.mark.parametrize("type_name", sorted(KINDS))
def test_what_cannot_change_in_place_is_what_the_registry_says(type_name: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_name).schema
    said = [*schema.get("createOnlyProperties", []), *schema.get("conditionalCreateOnlyProperties", [])]
    assert sorted(KINDS[type_name].fixed) == sorted({path.split("/")[2] for path in said})
    assert KINDS[type_name].name in {"", *schema["properties"]}


def test_a_type_that_nobody_described_still_has_a_noun() -> None:
    assert kind_of("AWS::CloudFront::KeyGroup").noun == "key group"
