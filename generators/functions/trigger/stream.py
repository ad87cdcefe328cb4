"""A Kinesis stream: the mapping stands beside the function, the stream's ARN follows from its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Sub

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.functions.grant import GRANTS
from generators.functions.trigger.mapping import declare_stream_mapping
from generators.policy import allow
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

is_async = False


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """Lambda polls under the function's role; it checks DescribeStream when the mapping is made."""
    stream = arn_of(site.source_of(trigger))
    return [allow(["kinesis:DescribeStream", *GRANTS["stream"].read], stream), *site.parking.statements(trigger)]


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    stream = site.source_of(trigger)
    logical_id = names.logical_id("Stream", stream.key)
    yield Fragment(
        unit=site.function.id,
        resources=(declare_stream_mapping(logical_id, site, trigger, Sub(arn_of(stream))),),
        after=site.deployed(stream, site.parking.before(site.function, trigger)),
    )
