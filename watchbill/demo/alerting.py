"""The scene in which something breaks: what happened, and what must be so afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchbill.demo.outage import CALL_SECONDS, FUNCTION, VARIABLE, Outage, drill
from watchbill.demo.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitors.model.plan import Plan
    from watchbill.local.neighbours import Neighbours

BROKEN_MINUTES, MENDED_MINUTES, DRILL_MINUTES = 5, 20, 2
"""Of the cloud's time, at most: until somebody is paged, until it is over, until the mail of a drill is there."""
BOTH = 2
"""Mails of a drill: of the alarm, and of its end."""
RECOVERY_MINUTES = 10
"""For so long error rates must be low before an incident ends."""


@dataclass(slots=True, kw_only=True)
class Alerting:
    """`notice` hears of every step of time, in minutes since the beginning."""

    plan: Plan
    around: Neighbours
    notice: Callable[[float], None]
    begin: float = 0
    witness: Witness = field(init=False)
    _mended: float = 0
    _is_over: bool = False
    _drilled: str = ""

    def play(self) -> None:
        """Break a function until somebody is paged, mend it until all is well; then try the route of low alarms."""
        self.witness, self.begin = Witness(self.around), self._now()
        outage = Outage(plan=self.plan, around=self.around, notice=self._look)
        pages = self.around.pagerduty
        outage.begin()
        self.witness.note("-", f"{FUNCTION} loses its setting {VARIABLE}; its API is called every {CALL_SECONDS} s")
        outage.pass_until(lambda: bool(pages.open), BROKEN_MINUTES)
        outage.end()
        self.witness.note("-", "the setting is there again")
        self._mended = self._now()
        self._is_over = outage.pass_until(lambda: not pages.open, MENDED_MINUTES)
        alarm = drill(self.plan, self.around)
        self.witness.note("-", f"{alarm.name} is set by hand")
        self._drilled = alarm.resource
        outage.pass_until(lambda: len(self._mails()) == BOTH, DRILL_MINUTES)

    def claims(self) -> Iterator[tuple[str, bool]]:
        """What must be so, each with whether it is."""
        alerts = self.around.pagerduty.alerts
        deeds = [event["event_action"] for alert in alerts for event in alert.events]
        waited = self._over_at() - self._mended
        held = self._is_over and waited >= RECOVERY_MINUTES * 60 - 60
        yield "PagerDuty paged once and resolved it once", deeds == ["trigger", "resolve"]
        yield f"it was over after {RECOVERY_MINUTES} healthy minutes, not before", held
        workspace = self.around.slack.workspace
        parents = [message for message in workspace.parents if message.edits]
        threads = [reply for parent in parents for reply in workspace.replies(parent)]
        charts = [file for file in workspace.files.values() if file.thread_ts in {parent.ts for parent in parents}]
        whole = len(parents) == len(charts) == 1 and bool(threads) and "Resolved" in parents[0].text
        yield "Slack has one message of it, changed when it was over, with chart and recovery in its thread", whole
        told = self._mails()
        yield f"the low alarm went to the mailbox, and so did its end: {', '.join(told[:1])}", len(told) == BOTH
        yield "the router left nothing in its queues", not any(self._waiting())

    def _over_at(self) -> float:
        return max((word.moment for word in self.witness.words if word.where == "PagerDuty"), default=0)

    def _mails(self) -> list[str]:
        """Subjects of the mails about the alarm that was set by hand."""
        mails = (mail for mail in self.around.runner.mailbox.mails if mail.sender in self._senders())
        return [mail.subject for mail in mails if self._drilled in mail.subject]

    def _senders(self) -> set[str]:
        return {sender for one in self.plan.receivers if (sender := dict(one.settings).get("sender"))}

    def _waiting(self) -> Iterator[int]:
        """Messages in every queue of the router, dead letters among them."""
        client: Any = self.around.cloud.client("sqs")
        for entry in self.plan.of_kind("router"):
            for url in client.list_queues(QueueNamePrefix=entry.resource.name).get("QueueUrls", ()):
                shown = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
                yield int(shown["ApproximateNumberOfMessages"])

    def _look(self) -> None:
        self.witness.look()
        self.notice((self._now() - self.begin) / 60)

    def _now(self) -> float:
        return self.around.runner.clock.now()
