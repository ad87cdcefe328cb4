"""What became of the demo's files, asked of the services themselves."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.demo.traffic import VERDICTS

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from watchbill.demo.traffic import Delivery
    from watchbill.local.neighbours import Neighbours

TABLE = "demand-table"
CAMPAIGN = "Campaign "
"""With this a verdict's post begins."""
BUCKETS = {"scores": "score-files", "fanlists": "fanlist-files"}
"""Spec keys of the buckets, by the first part of a file's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """Puts files into the deployed service and reads the results from its table, its stand-ins and its bucket."""

    plan: Plan
    around: Neighbours

    def send(self, delivery: Delivery) -> None:
        bucket = self._bucket(BUCKETS[delivery.key.partition("/")[0]])
        self.around.cloud.client("s3").put_object(Bucket=bucket, Key=delivery.key, Body=delivery.text.encode())

    def stored(self, campaign: str) -> int:
        """Score items of a campaign."""
        pages = (
            self.around.cloud.client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.plan.find("dynamodb_table", TABLE).resource.name,
                KeyConditionExpression="PK = :campaign AND begins_with(SK, :score)",
                ExpressionAttributeValues={":campaign": {"S": f"campaign:{campaign}"}, ":score": {"S": "score:"}},
                Select="COUNT",
            )
        )
        return sum(page["Count"] for page in pages)

    def counted(self, campaign: str) -> Counter[str]:
        """The campaign's own counters."""
        item = self.around.cloud.client("dynamodb").get_item(
            TableName=self.plan.find("dynamodb_table", TABLE).resource.name,
            Key={"PK": {"S": f"campaign:{campaign}"}, "SK": {"S": "meta:counts"}},
        )
        found = item.get("Item", {})
        return Counter({verdict: int(found.get(f"count_{verdict}", {"N": "0"})["N"]) for verdict in VERDICTS})

    def entries(self, campaign: str) -> int:
        """Entries that the Entry service has of a campaign."""
        return sum(known == campaign for known, _ in self.around.entries.entries)

    def posts(self) -> list[str]:
        """What Slack was told of campaigns; the alert router posts to the same channel."""
        return [message.text for message in self.around.slack.workspace.messages if message.text.startswith(CAMPAIGN)]

    def parked(self) -> int:
        """Lines that lie in the parking bucket, where a person finds them."""
        client = self.around.cloud.client("s3")
        bucket = self._bucket("parked-records")
        keys = [entry["Key"] for entry in client.list_objects_v2(Bucket=bucket, Prefix="parked/").get("Contents", [])]
        return sum(len(json.load(client.get_object(Bucket=bucket, Key=key)["Body"])["records"]) for key in keys)

    def _bucket(self, key: str) -> str:
        """A bucket's name carries the account's number."""
        stem = self.plan.find("s3_bucket", key).resource.name
        names = [bucket["Name"] for bucket in self.around.cloud.client("s3").list_buckets()["Buckets"]]
        return str(next(name for name in names if name.startswith(stem)))
