"""`python -m tests.matrix`: every channel against every fault of its vendor, measured, as a page of docs/."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.workers.alert_router.channels.rig import rigs
from tests.workers.alert_router.channels.strike import (
    ANSWERED_SECONDS,
    SILENT_SECONDS,
    Outcome,
    deadline_seconds,
    strike,
)
from watchbill.local.standin.fault import Fault

PAGE = Path(__file__).parent.parent / "docs/delivery-matrix.md"
TITLES = {
    "pagerduty": "PagerDuty",
    "slack": "Slack",
    "email": "Email (SES)",
    "smtp": "Email (SMTP)",
    "sns": "Email (SNS)",
}

INTRODUCTION = f"""\
# Deliveries under faults

Written by `make matrix`, from what happened: the real client libraries against stand-ins for the vendors that keep
state and enforce the vendors' rules, over real TLS. Each cell is one incident. It is opened while the fault is there
(one attempt, which ends after {ANSWERED_SECONDS:.0f} s, or {SILENT_SECONDS} s where no answer comes), delivered again
where the first answer said that it may pass, and resolved.

In no case did an attempt outlast its deadline, stay silent about a delivery that failed, or put a secret into an
error or a log (`tests/workers/alert_router/channels/test_conformance.py`). In no case was more than one incident open
afterwards, and none was left open by the resolve.

- **again, told once**: the first attempt failed, or nobody could tell; the redelivery arrived, and people saw one
  page, message or mail.
- **again, told twice**: the first one had arrived and its answer was lost. Mail has no idempotency key; both mails
  are in one thread, but for SNS, which has none. PagerDuty knows the second by its dedup key. Slack knows it by
  `client_msg_id`, which Slack honours but does not document: where it should not, a second message appears.
- **refused**: repeating it cannot help, so the next receiver of the chain is told at once.
- *after n s*: the vendor said how long to wait, and the redelivery waits that long.

SMTP has replies where HTTP has statuses: 421, 451, 452, 421, 450 for the first five, 554 for 400, 535 for 401.
"""


def measure() -> dict[str, dict[Fault, Outcome]]:
    """Outcomes by channel and fault."""
    with tempfile.TemporaryDirectory() as folder, rigs(Path(folder)) as found:
        return {channel: {fault: strike(rig, fault) for fault in Fault} for channel, rig in found.items()}


def render(outcomes: dict[str, dict[Fault, Outcome]]) -> str:
    """The page."""
    cells = {
        channel: {fault: _cell(fault, outcome) for fault, outcome in row.items()} for channel, row in outcomes.items()
    }
    return f"{INTRODUCTION}\n{_table(cells)}\n"


def _table(cells: dict[str, dict[Fault, str]]) -> str:
    head = ["Fault", *(TITLES[channel] for channel in cells)]
    rows = [[str(fault), *(row[fault] for row in cells.values())] for fault in Fault]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(fault: Fault, outcome: Outcome) -> str:
    late = outcome.seconds >= deadline_seconds(fault)
    if outcome.error is None or late or outcome.standing > 1 or outcome.standing_at_end:
        return "**broken promise**"
    if outcome.error.permanent:
        return "refused"
    wait = f", after {outcome.error.retry_after:.0f} s" if outcome.error.retry_after is not None else ""
    return f"again, told {({1: 'once', 2: 'twice'}).get(outcome.told, f'{outcome.told} times')}{wait}"


if __name__ == "__main__":
    page = render(measure())
    PAGE.write_text(page, encoding="utf-8")
    print(page)
