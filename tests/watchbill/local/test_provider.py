"""Every resource type is really made, changed and unmade: its own service is asked, never the stack's status."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.watchbill.local import case as cases
from watchbill.local.cloudformation.registry import find_providers, supported_types

CASES = [
    case
    for module in pkgutil.iter_modules(cases.__path__)
    for case in getattr(importlib.import_module(f"{cases.__name__}.{module.name}"), "CASES", [])
]
NOTHING: tuple[Any, ...] = (None, [], {}, ())


def looked(case: Any, cloud: Any, physical_id: str) -> Any:
    try:
        return case.look(cloud, physical_id)
    except ClientError as error:
        return f"gone: {error.response['Error']['Code']}"


def template(case: Any, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Resources": {**case.needs, **more, "Subject": {"Type": case.type, "Properties": properties}}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(filter(None, (case.type[5:], case.note))))
def test_resource_is_made_changed_and_unmade_in_its_service(driver, case) -> None:
    made = driver.deploy("one", template(case, case.before))
    assert made.status == "CREATE_COMPLETE", made.reason("Subject") or made.stack
    first = driver.physical_id("one", "Subject")
    assert looked(case, driver.cloud, first) == case.seen[0]
    assert driver.drifts("one") == {}

    changed = driver.deploy("one", template(case, case.after, **case.needs_after))
    assert changed.status == "UPDATE_COMPLETE", changed.reason("Subject") or changed.stack
    second = driver.physical_id("one", "Subject")
    assert (second != first) == case.replaced
    assert looked(case, driver.cloud, second) == case.seen[1]
    assert driver.drifts("one") == {}

    assert driver.delete("one").status == "DELETE_COMPLETE"
    rest = looked(case, driver.cloud, second)
    assert rest in NOTHING or str(rest).startswith("gone: ")


def test_every_provider_has_a_case() -> None:
    assert {case.type for case in CASES} == set(find_providers())


@pytest.mark.parametrize("kind", sorted(find_providers()))
def test_provider_states_no_more_than_the_type_has(kind) -> None:
    provider = find_providers()[kind]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    fixed = {path.removeprefix("/properties/") for path in schema.get("createOnlyProperties", [])}
    assert set(provider.allowed()) <= set(schema["properties"])
    assert set(schema.get("required", [])) <= set(provider.REQUIRED)
    assert fixed & set(provider.allowed()) <= set(provider.IMMUTABLE)
    assert set(provider.IMMUTABLE) | set(provider.WRITE_ONLY) <= set(provider.allowed())
    assert not provider.NAME or provider.NAME in provider.allowed()


def test_support_names_what_takes_effect() -> None:
    support = supported_types()["AWS::SNS::Topic"]
    assert "KmsMasterKeyId" in support.properties
    assert "TopicArn" in support.attributes
