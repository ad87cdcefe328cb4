"""SES sends from the spec's address, to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, unknown, warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    """Identity verified, by address or by domain; out of the sandbox; sending not paused."""
    senders = {dict(one.settings)["sender"] for one in patient.plan.receivers if one.channel == "email"}
    for sender in sorted(senders):
        known = [
            state for name in (sender, sender.rpartition("@")[2]) if (state := _verified(patient, name)) is not None
        ]
        if any(known):
            yield well(f"{sender} is verified")
            continue
        said = "is not verified yet" if known else "is no identity of SES here, nor is its domain"
        yield problem(
            f"{sender} {said}",
            "SES refuses every mail from it",
            "follow the link that SES mailed, or set the domain's DNS records"
            if known
            else f"aws sesv2 create-email-identity --email-identity {sender}",
        )
    if senders:
        yield from _account(patient)


def _verified(patient: Patient, identity: str) -> bool | None:
    """None for an identity that SES does not have."""
    ses = patient.client("sesv2")
    try:
        answer = ses.get_email_identity(EmailIdentity=identity)
    except ses.exceptions.NotFoundException:
        return None
    return bool(answer.get("VerifiedForSendingStatus"))


def _account(patient: Patient) -> Iterator[Finding]:
    from watchbill.cloud.error import CloudError, in_words

    try:
        with in_words():
            answer = patient.client("sesv2").get_account()
    except CloudError as error:
        yield unknown("whether SES is still in its sandbox", str(error))
        return
    if not answer.get("ProductionAccessEnabled", False):
        yield warning(
            "SES is still in its sandbox",
            "it delivers to verified addresses only, 200 mails a day",
            "ask for production access in the SES console",
        )
    if not answer.get("SendingEnabled", True):
        yield problem("SES has paused this account's sending", "no mail leaves", "read the reason in the SES console")
