"""A table's stream. AWS puts a time stamp into its ARN, so the mapping stands in the table's stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import GetAtt

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.functions.trigger.mapping import declare_stream_mapping
from generators.policy import allow
from generators.stores.dynamodb_table import TABLE
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

is_async = False


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """Lambda polls under the function's role."""
    actions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]
    stream = f"{arn_of(site.source_of(trigger))}/stream/*"
    return [allow((f"dynamodb:{action}" for action in actions), stream), *site.parking.statements(trigger)]


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    table = site.source_of(trigger)
    logical_id = names.logical_id("Consumer", site.function.key)
    yield Fragment(
        unit=table.id,
        resources=(declare_stream_mapping(logical_id, site, trigger, GetAtt(TABLE, "StreamArn"), apart=True),),
        after=site.deployed(site.function, site.parking.destination(trigger)),
    )
