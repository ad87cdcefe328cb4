"""The report by SMTP, over real TLS: to those without SES, and with a mailbox that is down."""

from __future__ import annotations

import time

import pytest

from tests.workers.alert_router.memory_table import MemoryTable
from tests.workers.weekly_report.sample import WEEK, facts
from watchbill.local.standin.authority import Authority
from watchbill.local.standin.fault import Fault
from watchbill.local.standin.smtp import SmtpStandin
from workers.weekly_report.facts import Receiver
from workers.weekly_report.figures import reckon
from workers.weekly_report.gathered import Gathered
from workers.weekly_report.sending import NotSentError, pending, send
from workers.weekly_report.sent import Sent

PASSWORD = "plainly-secret"


class Log:
    def __init__(self):
        self.lines = []

    def info(self, message, **fields):
        self.lines.append((message, fields))

    warning = info


def receiver(name, port):
    settings = {"host": "localhost", "port": str(port), "sender": "watch@example.com", "to": "crew@example.com"}
    return Receiver(
        name=name, channel="smtp", settings={**settings, "username": "watch"}, secrets={"password": "ssm:/mail"}
    )


@pytest.fixture
def server(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    for name, value in authority.environment.items():
        monkeypatch.setenv(name, value)
    with SmtpStandin(authority, "watch", PASSWORD) as running:
        yield running


def deliver(given, table, log, run="run-1"):
    sent = Sent(table, time.time(), run)
    figures = reckon(given, Gathered(), WEEK)
    asked = []

    def secrets(reference):
        asked.append(reference)
        return PASSWORD

    try:
        send(given, figures, pending(given, WEEK, sent), sent=sent, secrets=secrets, clock=time.time, log=log)
    finally:
        assert set(asked) <= {"ssm:/mail"}


def test_it_arrives_by_smtp_once_and_no_log_names_the_password(server):
    given, table, log = facts(receivers=(receiver("mailbox", server.port),)), MemoryTable(), Log()
    deliver(given, table, log)
    deliver(given, table, log, "run-2")
    (mail,) = server.mails
    assert mail["Message-ID"] == "<weekly.orders.qa1.2026-11-16@example.com>"
    assert PASSWORD not in str(log.lines)


def test_a_mailbox_that_is_down_delays_only_itself_and_gets_the_same_mail_later(server):
    given = facts(receivers=(receiver("first", server.port), receiver("second", server.port)))
    table, log = MemoryTable(), Log()
    server.faults.plant(Fault.SERVER_ERROR)
    with pytest.raises(NotSentError, match="first: SMTP 451"):
        deliver(given, table, log)
    assert len(server.mails) == 1
    deliver(given, table, log, "run-2")
    assert len(server.mails) == 2
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
