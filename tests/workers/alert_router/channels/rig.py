"""A stand-in for each channel's vendor, and what each of them shows to the people who look there."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest import mock

from watchbill.local.standin.authority import Authority
from watchbill.local.standin.fault import Fault, Faults
from watchbill.local.standin.pagerduty import PagerDutyStandin, Status
from watchbill.local.standin.ses import SesStandin
from watchbill.local.standin.slack import SlackStandin
from watchbill.local.standin.smtp import SmtpStandin
from watchbill.local.standin.sns import Letter, SnsStandin
from workers.alert_router.channels import factory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

    from workers.alert_router.delivery import Notifier

ROUTING_KEY, SPARE_KEY = "R0UT1NGKEY" + "x" * 22, "SPAREKEY" + "y" * 24
TOKEN, PASSWORD = "xoxb-17-plainly-secret", "plainly-secret-too"
SENDER, READERS = "watchbill@example.com", "on-call@example.com, lead@example.com"
CHANNEL, CHANNEL_ID = "#verifiedfan-api", "C0FAN"


class Paced:
    """A clock that a test moves; stand-ins count their limits by it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, kw_only=True)
class Rig:
    """One channel before its stand-in. `told` and `standing` answer for one incident id."""

    channel: str
    vendor: Any
    settings: Mapping[str, str]
    address: str
    """The setting that holds where the vendor is."""
    secrets: Mapping[str, str]
    told: Callable[[str], int]
    """How many pages, messages or mails people got when it opened."""
    standing: Callable[[str], int]
    """How many incidents look open."""
    clock: Paced

    @property
    def faults(self) -> Faults:
        found: Faults = self.vendor.faults
        return found

    def notifier(self, fault: Fault | None = None, **settings: str) -> Notifier:
        """The channel's own notifier; under a name failure it is given a name that nobody has."""
        nowhere = {self.address: "nowhere.invalid" if self.address == "host" else "https://nowhere.invalid/api"}
        lost = nowhere if fault is Fault.UNKNOWN_NAME else {}
        given = {**self.settings, **lost, **settings}
        return factory(self.channel)(given, self.secrets.__getitem__, clock=time.time)


@contextlib.contextmanager
def rigs(folder: Path) -> Iterator[dict[str, Rig]]:
    """Run all stand-ins, in an environment that trusts them."""
    authority, clock = Authority(folder), Paced()
    environment = {
        **authority.environment,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "plainly-secret-three",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }
    with (
        mock.patch.dict(os.environ, environment),
        PagerDutyStandin(authority, (ROUTING_KEY, SPARE_KEY), clock) as pagerduty,
        SlackStandin(authority, TOKEN, {CHANNEL: CHANNEL_ID}, clock) as slack,
        SesStandin(authority, SENDER) as ses,
        SmtpStandin(authority, "watchbill", PASSWORD) as smtp,
        SnsStandin(authority, "alerts-fallback") as sns,
    ):
        made = (
            _pagerduty(pagerduty, clock),
            _slack(slack, clock),
            _email(ses, clock),
            _smtp(smtp, clock),
            _sns(sns, clock),
        )
        yield {rig.channel: rig for rig in made}


def _pagerduty(vendor: PagerDutyStandin, clock: Paced) -> Rig:
    def alerts(incident: str) -> list[Any]:
        return [alert for alert in vendor.alerts if alert.dedup_key == f"key-{incident}"]

    return Rig(
        channel="pagerduty",
        vendor=vendor,
        settings={"routing_key": "vf/pagerduty", "events_url": vendor.url},
        address="events_url",
        secrets={"routing_key": ROUTING_KEY, "vf/spare": SPARE_KEY},
        told=lambda incident: len(alerts(incident)),
        standing=lambda incident: sum(alert.status is not Status.RESOLVED for alert in alerts(incident)),
        clock=clock,
    )


def _slack(vendor: SlackStandin, clock: Paced) -> Rig:
    def parents(incident: str) -> list[Any]:
        return [message for message in vendor.workspace.parents if incident in str(message.blocks)]

    return Rig(
        channel="slack",
        vendor=vendor,
        settings={"to": CHANNEL, "token": "vf/slack", "api_url": f"{vendor.url}/api/"},
        address="api_url",
        secrets={"token": TOKEN},
        told=lambda incident: len(parents(incident)),
        standing=lambda incident: sum("Resolved" not in message.text for message in parents(incident)),
        clock=clock,
    )


def _email(vendor: SesStandin, clock: Paced) -> Rig:
    return Rig(
        channel="email",
        vendor=vendor,
        settings={"sender": SENDER, "to": READERS, "api_url": vendor.url},
        address="api_url",
        secrets={"aws": "plainly-secret-three"},
        told=lambda incident: len(_mails(vendor.mails, incident)),
        standing=lambda incident: _open_threads(_mails(vendor.mails, incident)),
        clock=clock,
    )


def _smtp(vendor: SmtpStandin, clock: Paced) -> Rig:
    return Rig(
        channel="smtp",
        vendor=vendor,
        settings={
            "host": vendor.host,
            "port": str(vendor.port),
            "sender": SENDER,
            "to": READERS,
            "username": "watchbill",
            "password": "vf/smtp",
        },
        address="host",
        secrets={"password": PASSWORD},
        told=lambda incident: len(_mails(vendor.mails, incident)),
        standing=lambda incident: _open_threads(_mails(vendor.mails, incident)),
        clock=clock,
    )


def _sns(vendor: SnsStandin, clock: Paced) -> Rig:
    def letters(incident: str) -> list[Letter]:
        return [letter for letter in vendor.letters if f"Incident {incident}," in letter.text]

    return Rig(
        channel="sns",
        vendor=vendor,
        settings={"topic_arn": vendor.topic_arn, "api_url": vendor.url},
        address="api_url",
        secrets={"aws": "plainly-secret-three"},
        told=lambda incident: len(letters(incident)),
        standing=lambda incident: sum("Resolved" not in letter.subject for letter in letters(incident)[-1:]),
        clock=clock,
    )


def _mails(mails: list[EmailMessage], incident: str) -> list[EmailMessage]:
    return [mail for mail in mails if mail["X-Watchbill-Incident"] == incident]


def _open_threads(mails: list[EmailMessage]) -> int:
    """Threads whose last mail does not say that it is over."""
    last = {mail["References"]: mail.get_body(("plain",)).get_content() for mail in mails}  # type: ignore[union-attr]
    return sum("Resolved" not in text.splitlines()[0] for text in last.values())
