"""moto reads no Condition of a bucket's policy: a rule against plain text would forbid everything."""

from __future__ import annotations

from typing import Any

from moto.iam.access_control import IAMPolicyStatement, PermissionResult


def apply() -> None:
    decide = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self: Any, *arguments: Any, **named: Any) -> PermissionResult:
        conditions = self._statement.get("Condition", {}).get("Bool", {})
        # Loopback stands for TLS here: nothing that this cloud answers has crossed a network.
        if str(conditions.get("aws:SecureTransport", "")).lower() == "false":
            return PermissionResult.NEUTRAL
        return decide(self, *arguments, **named)

    IAMPolicyStatement.is_action_permitted = is_action_permitted  # type: ignore[method-assign]
