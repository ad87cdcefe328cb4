"""Puts the items of the payload's stream records to the real table; its stream invokes the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canaries.items import put_item

if TYPE_CHECKING:
    from canaries.context import Context

RIGHTS = {"target": ("dynamodb:DeleteItem", "dynamodb:PutItem")}


def enter(probe: Context) -> None:
    """One PutItem a record of the payload: its new image, with an expiry."""
    for record in probe.payload["Records"]:
        put_item(probe, probe.definition.target, record["dynamodb"]["NewImage"])


def clean(probe: Context) -> None:
    """The items are removed with those that the canary needed beforehand."""
