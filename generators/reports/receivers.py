"""The mailboxes that get the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver


def mailboxes(plan: Plan) -> tuple[Receiver, ...]:
    """In the order of the spec."""
    by_name = {receiver.name: receiver for receiver in plan.receivers}
    return tuple(by_name[name] for name in plan.report.receivers) if plan.report else ()
