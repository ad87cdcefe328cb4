"""Mail: one thread an incident, legible without images, and never sent in the clear."""

from __future__ import annotations

import re
import time
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from moto.core.base_backend import BackendDict

from tests.workers.alert_router.channels.rig import PASSWORD, READERS, SENDER
from tests.workers.alert_router.channels.sample import member, notification
from watchbill.local.standin.authority import Authority
from watchbill.local.standin.smtp import Mode, SmtpStandin
from workers.alert_router.channels.email.message import compose
from workers.alert_router.channels.email.notifier import addresses
from workers.alert_router.channels.smtp.notifier import make_notifier
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.workers.alert_router.channels.rig import Rig

WHOLE_LIFE = (Action.OPEN, Action.ACKNOWLEDGE, Action.RESOLVE)


@pytest.mark.parametrize("channel", ["email", "smtp"])
def test_mails_of_an_incident_are_one_thread(channel: str, channel_rigs: dict[str, Rig]) -> None:
    rig, receipt = channel_rigs[channel], None
    for action in WHOLE_LIFE:
        BackendDict.reset()  # as another test's cloud does, in the midst of it
        told = notification(action, incident_id=f"inc-life-{channel}", severity="P1" if action != "open" else "P2")
        receipt = rig.notifier().send(told, receipt, deadline=time.time() + 10)
    mails = [mail for mail in rig.vendor.mails if mail["X-Watchbill-Incident"] == f"inc-life-{channel}"]
    first = "[P2] loadScoresToDynamoDB: too many invocations fail (vf-api-workers prd1)"
    assert [str(mail["Subject"]) for mail in mails] == [first, f"Re: {first}", f"Re: {first}"]
    assert {mail["References"] for mail in mails} == {mail["In-Reply-To"] for mail in mails}
    assert len({mail["References"] for mail in mails}) == 1
    assert len({mail["Message-ID"] for mail in mails}) == 3
    assert {str(mail["To"]) for mail in mails} == {READERS}
    states = [_part(mail, "plain").splitlines()[0].split(":")[0] for mail in mails]
    assert states == ["P2 In alarm", "P1 Acknowledged", "P1 Resolved"]


def test_mail_says_the_same_in_text_and_html() -> None:
    mail = _parsed(notification())
    for words in ("7.24 %", "5 %", "vf-api-workers prd1", "verified-fan", "us-east-1", "Scores of some fans", "inc-5d"):
        assert words in _part(mail, "plain")
        assert words in _part(mail, "html")
    for _, url in notification().links:
        assert url in _part(mail, "plain")
        assert f'href="{url}"' in _part(mail, "html").replace("&amp;", "&")


def test_html_loads_nothing_from_outside_and_runs_nothing() -> None:
    html = _part(_parsed(notification(members=tuple(member(number) for number in range(9)))), "html")
    assert not re.findall(r"<(?:img|script|link|iframe|object|form)|url\(|@import|\bon\w+=", html)


def test_alarm_can_write_neither_markup_nor_headers() -> None:
    mail = _parsed(
        notification(
            title="<b>x</b>\r\nBcc: thief@example.com",
            summary="<script>alert(1)</script>",
            incident_id="inc\r\nBcc: thief@example.com",
            links=(("runbook", "javascript:alert(1)"), ("logs", 'https://example.com/"onclick="x')),
        )
    )
    html = _part(mail, "html")
    assert mail["Bcc"] is None
    assert "<script>" not in html
    assert "javascript:" not in html
    assert 'href="https://example.com/&quot;onclick=&quot;x"' in html


def test_same_revision_is_the_same_mail_to_the_byte() -> None:
    made = [compose(notification(), None, sender=SENDER, to=["a@example.com"]).as_bytes() for _ in range(2)]
    assert made[0] == made[1]


def test_mail_stays_within_what_mail_programs_show() -> None:
    """Gmail hides what comes after 102 kB."""
    storm = notification(members=tuple(member(number, name="n" * 255) for number in range(10_000)))
    mail = compose(storm, None, sender=SENDER, to=["a@example.com"])
    assert len(_part(_parsed(storm), "html")) < 102_000
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 998
    assert "9,950 more" in _part(_parsed(storm), "plain")


def test_recipient_who_is_unknown_does_not_keep_the_others_from_being_told(channel_rigs: dict[str, Rig]) -> None:
    rig = channel_rigs["smtp"]
    rig.vendor.unknown = {"lead@example.com"}
    try:
        receipt = rig.notifier().send(notification(), None, deadline=time.time() + 10)
        assert receipt.extra["refused"] == "1 of 2 recipients"
        rig.vendor.unknown = {"lead@example.com", "on-call@example.com"}
        with pytest.raises(DeliveryError, match="550") as caught:
            rig.notifier().send(notification(), None, deadline=time.time() + 10)
        assert caught.value.permanent
    finally:
        rig.vendor.unknown = set()


@pytest.mark.parametrize(("mode", "asked", "told"), [("implicit", "implicit", 1), ("clear", "starttls", 0)])
def test_password_goes_over_tls_or_not_at_all(
    mode: Mode, asked: str, told: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    for name, value in authority.environment.items():
        monkeypatch.setenv(name, value)
    with SmtpStandin(authority, "watchbill", PASSWORD, mode) as server:
        settings = {"host": server.host, "port": str(server.port), "tls": asked, "sender": SENDER, "to": READERS}
        notifier = make_notifier({**settings, "username": "watchbill"}, lambda _: PASSWORD, clock=time.time)
        if told:
            notifier.send(notification(), None, deadline=time.time() + 10)
        else:
            with pytest.raises(DeliveryError, match="no TLS") as caught:
                notifier.send(notification(), None, deadline=time.time() + 10)
            assert caught.value.permanent
        assert len(server.mails) == told


def test_sender_that_ses_does_not_know_is_refused_for_good(channel_rigs: dict[str, Rig]) -> None:
    with pytest.raises(DeliveryError, match="MessageRejected") as caught:
        channel_rigs["email"].notifier(sender="stranger@example.net").send(
            notification(), None, deadline=time.time() + 10
        )
    assert caught.value.permanent


@pytest.mark.parametrize("text", ["", " , ", ",".join(f"a{number}@example.com" for number in range(51))])
def test_lists_of_nobody_or_too_many_are_refused(text: str) -> None:
    with pytest.raises(DeliveryError, match="recipients"):
        addresses(text)


def _parsed(told: object) -> EmailMessage:
    raw = compose(told, None, sender=SENDER, to=["a@example.com"]).as_bytes()  # type: ignore[arg-type]
    return message_from_bytes(raw, policy=default)


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())
