"""AWS::IAM::Role: what the function may do, and nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Tags, iam

from generators.arn import arn
from generators.declaration import declare, tags
from generators.functions.grant import statements_of
from generators.functions.site import ROLE
from generators.functions.trigger import trigger_of
from generators.policy import allow, allow_everywhere, document, trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generators.artefact import JSON, StackResource
    from generators.functions.site import Site


def declare_role(site: Site) -> StackResource:
    """Rights follow from `triggers`, `uses` and `tracing`; inline, so that role and rights appear at once."""
    function = site.function
    return declare(
        iam.Role(
            ROLE,
            Description=f"{function.name}: made by watchbill from what the spec says it uses",
            AssumeRolePolicyDocument=trust("lambda.amazonaws.com"),
            Policies=[iam.Policy(PolicyName="function", PolicyDocument=document(*_merge(_statements(site))))],
            Tags=Tags(tags(site.service, function)),
        ),
        source=function.source,
    )


def _statements(site: Site) -> Iterator[JSON]:
    function, settings = site.function, site.function.settings
    streams = arn("logs", f"log-group:{settings.log_group(function.name)}:log-stream:*")
    yield allow(["logs:CreateLogStream", "logs:PutLogEvents"], streams)
    if settings.tracing:
        # X-Ray knows no resource (Service Authorization Reference, AWS X-Ray).
        yield allow_everywhere("xray:PutTraceSegments", "xray:PutTelemetryRecords")
    for trigger in settings.triggers:
        yield from trigger_of(trigger).statements(site, trigger)
    for use in settings.uses:
        yield from statements_of(use, site.scope)


def _merge(statements: Iterable[JSON]) -> list[JSON]:
    """One statement for the same resources; order is that of first mention."""
    merged: dict[str, JSON] = {}
    for statement in statements:
        known = merged.setdefault(repr(statement["Resource"]), statement)
        merged[repr(statement["Resource"])] = {
            **known,
            "Action": sorted({*known["Action"], *statement["Action"]}),
        }
    return list(merged.values())
