"""What was posted about a campaign, and who is posting now: the item PK `campaign:<id>`, SK `meta:slack`.

Claim → post → confirm. The claim is a lease, so two workers never post at once; the confirmation carries the
fingerprint that HasEqualCounts compares with. A worker that dies between post and confirmation, or never hears
Slack's answer, leaves its claim: nobody posts again before the lease ends, and then at most one duplicate appears.
Lost would be worse than twice, so that is the side this errs on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from workers.runtime import canary
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Mapping

# Longer than one invocation, shorter than the queue's visibility timeout (6 × the function's timeout).
LEASE_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The last confirmed post: its fingerprint ('' for none) and its counts."""

    fingerprint: str = ""
    by_verdict: Mapping[str, int] = field(default_factory=dict)


class PostState:
    """The post state of one campaign."""

    def __init__(self, table: str, campaign_id: str, owner: str) -> None:
        self._table = table
        self._key = {"PK": {"S": f"campaign:{campaign_id}"}, "SK": {"S": "meta:slack"}}
        self._owner = owner
        self._expiry = canary.expiry(campaign_id)

    def last(self) -> Posted:
        """Read the last confirmed post, consistently."""
        item = client("dynamodb").get_item(TableName=self._table, Key=self._key, ConsistentRead=True).get("Item", {})
        counts = item.get("posted_counts", {}).get("M", {})
        return Posted(
            fingerprint=item.get("posted", {}).get("S", ""),
            by_verdict={verdict: int(count["N"]) for verdict, count in counts.items()},
        )

    def claim(self, fingerprint: str, now: float) -> bool:
        """Take the lease to post `fingerprint`; False when another holds it or it was posted meanwhile."""
        return self._update(
            "SET #owner = :owner, #until = :until" + "".join(f", {name} = :{name}" for name in self._expiry),
            "(attribute_not_exists(#until) OR #until <= :now) AND (attribute_not_exists(#posted) OR #posted <> :print)",
            {"#owner": "owner", "#until": "lease_until", "#posted": "posted"},
            {
                ":owner": {"S": self._owner},
                ":until": {"N": str(int(now) + LEASE_SECONDS)},
                ":now": {"N": str(int(now))},
                ":print": {"S": fingerprint},
                **{f":{name}": value for name, value in self._expiry.items()},
            },
        )

    def confirm(self, fingerprint: str, by_verdict: Mapping[str, int], ts: str) -> bool:
        """Record a post that Slack took (`ts` is its id) and give the lease back."""
        return self._update(
            "SET #posted = :print, #counts = :counts, #ts = :ts REMOVE #owner, #until",
            "#owner = :owner",
            {"#owner": "owner", "#until": "lease_until", "#posted": "posted", "#counts": "posted_counts", "#ts": "ts"},
            {
                ":owner": {"S": self._owner},
                ":print": {"S": fingerprint},
                ":counts": {"M": {verdict: {"N": str(count)} for verdict, count in by_verdict.items()}},
                ":ts": {"S": ts},
            },
        )

    def release(self) -> bool:
        """Give the lease back after a post that certainly did not happen."""
        return self._update(
            "REMOVE #owner, #until",
            "#owner = :owner",
            {"#owner": "owner", "#until": "lease_until"},
            {":owner": {"S": self._owner}},
        )

    def _update(self, change: str, condition: str, names: dict[str, str], values: dict[str, Any]) -> bool:
        try:
            client("dynamodb").update_item(
                TableName=self._table,
                Key=self._key,
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True
