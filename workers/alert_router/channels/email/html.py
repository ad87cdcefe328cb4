"""The mail's HTML: one column that fits a phone, no image and nothing from outside, legible in dark mode.

Mail programs know tables and inline styles for certain, a style sheet in most cases and little else.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workers.alert_router.channels.wording import STATES, cut, label, member_facts, moment, progress, web
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workers.alert_router.notification import Member, Notification

SEVERITY_COLOURS = {"P1": "#b3261e", "P2": "#c2410c", "P3": "#8a6100", "P4": "#1d5fa8"}
RESOLVED, ACKNOWLEDGED = "#1a7f37", "#57606a"
FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
STYLE = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%}
@media(max-width:480px){.card{border-radius:0!important}.pad{padding-left:16px!important;padding-right:16px!important}
.button{display:block!important;margin:0 0 8px!important;text-align:center!important}}
@media(prefers-color-scheme:dark){body,.page{background:#111418!important}.card{background:#1c2127!important}
.ink,.figure{color:#e6e8eb!important}.soft{color:#a3acb8!important}.rule{border-color:#333a44!important}
.tile{background:#262c34!important}.link{color:#8ab4f8!important}
.plain{color:#e6e8eb!important;border-color:#4b5563!important}}
"""


def page(notification: Notification, max_members: int) -> str:
    """Return the whole document."""
    colour = _colour(notification)
    parts = (
        *_head(notification, colour),
        _buttons(notification, colour),
        *_facts(notification),
        *_members(notification, max_members),
        _foot(notification),
    )
    words = f"{STATES[notification.action]}. {notification.summary}"
    return frame(_text(notification.title), _text(words), colour, parts)


def frame(title: str, preheader: str, colour: str, parts: Iterable[str]) -> str:
    """The document round the parts, each in a row of the one column. All of it is HTML already.

    `preheader` is what the list of mails shows after the subject. Outlook on Windows knows no max-width, so it gets a
    table of its own round the column.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>'
        '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" bgcolor="#f3f4f6">'
        '<tr><td align="center" style="padding:16px 0">'
        '<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->'
        '<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" '
        f'style="max-width:600px;background:#ffffff;border-top:6px solid {colour};border-radius:8px;{FONT}">'
        + "".join(f'<tr><td class="pad" style="padding:0 24px">{part}</td></tr>' for part in parts)
        + "</table><!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>"
    )


def _colour(notification: Notification) -> str:
    settled = {Action.RESOLVE: RESOLVED, Action.ACKNOWLEDGE: ACKNOWLEDGED}.get(notification.action)
    return settled or SEVERITY_COLOURS.get(notification.severity, SEVERITY_COLOURS["P2"])


def _head(notification: Notification, colour: str) -> Iterator[str]:
    yield (
        f'<p style="margin:20px 0 10px"><span style="display:inline-block;padding:3px 10px;border-radius:12px;'
        f'background:{colour};color:#ffffff;font-size:13px;font-weight:600">{_text(notification.severity)} · '
        f"{progress(notification)}</span></p>"
        f'<h1 class="ink" style="margin:0 0 8px;font-size:20px;line-height:1.3;color:#111827">'
        f"{_text(notification.title)}</h1>"
        f'<p class="ink" style="margin:0 0 18px;font-size:15px;line-height:1.5;color:#1f2937">'
        f"{_text(notification.summary)}</p>"
    )
    if len(notification.members) == 1 and notification.members[0].value:
        yield _figure(notification.members[0], colour)


def _figure(member: Member, colour: str) -> str:
    limit = f"threshold {_text(member.threshold)}" if member.threshold else ""
    return (
        f'<p style="margin:0 0 18px"><span class="figure" style="font-size:34px;font-weight:700;color:{colour}">'
        f'{_text(member.value)}</span> <span class="soft" style="font-size:14px;color:#6b7280">{limit}</span></p>'
    )


def _facts(notification: Notification) -> Iterator[str]:
    facts = [
        ("Began", moment(notification.opened_at)),
        ("Service", f"{notification.service} {notification.environment}"),
        ("Owner", notification.owner),
        ("Resource", notification.resource),
        ("Rule", notification.rule),
        ("Place", f"{notification.region}, account {notification.account}"),
        *((name[:1].upper() + name[1:], value) for name, value in notification.details),
    ]
    rows = "".join(_row(name, value) for name, value in facts if value)
    yield f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>'


def _row(name: str, value: str) -> str:
    line = "padding:7px 0;border-top:1px solid #e5e7eb;font-size:14px;line-height:1.4;vertical-align:top"
    return (
        f'<tr><td class="soft rule" style="{line};width:92px;color:#6b7280">{_text(name)}</td>'
        f'<td class="ink rule" style="{line};color:#111827;word-break:break-word">{_text(value)}</td></tr>'
    )


def _members(notification: Notification, limit: int) -> Iterator[str]:
    if len(notification.members) < 2:
        return
    rows = "".join(_member(member, notification.at) for member in notification.members[:limit])
    left = len(notification.members) - limit
    more = f'<p class="soft" style="font-size:14px;color:#6b7280">and {left:,} more</p>' if left > 0 else ""
    yield (
        f'<h2 class="ink" style="margin:22px 0 6px;font-size:15px;color:#111827">{len(notification.members):,} '
        f'alarms</h2><table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>{more}'
    )


def _member(member: Member, now: int) -> str:
    told = member_facts(member, now)
    return (
        '<tr><td class="rule" style="padding:7px 0;border-top:1px solid #e5e7eb;line-height:1.4">'
        f'<span class="ink" style="font-size:14px;color:#111827;word-break:break-all">{_text(member.name)}</span>'
        f'<br><span class="soft" style="font-size:13px;color:#6b7280">{_text(told)}</span></td></tr>'
    )


def _buttons(notification: Notification, colour: str) -> str:
    """Above the facts, within a thumb's reach; the first link, the runbook, stands out."""
    links = enumerate(web(notification.links))
    made = "".join(_button(kind, url, colour if not number else "") for number, (kind, url) in links)
    return f'<div style="margin:0 0 14px">{made}</div>'


def _button(kind: str, url: str, fill: str) -> str:
    look = (
        f"background:{fill};border:1px solid {fill};color:#ffffff" if fill else "border:1px solid #9ca3af;color:#111827"
    )
    return (
        f'<a class="button{"" if fill else " plain"}" href="{escape(url)}" style="{look};display:inline-block;'
        f"margin:0 8px 8px 0;padding:10px 16px;border-radius:6px;font-size:14px;font-weight:600;"
        f'text-decoration:none">{_text(label(kind))}</a>'
    )


def _foot(notification: Notification) -> str:
    return (
        '<p class="soft" style="margin:18px 0 20px;font-size:12px;line-height:1.5;color:#6b7280">Incident '
        f"{_text(notification.incident_id)}, revision {notification.revision}. Sent by Watchbill; answers to this "
        "address are not read.</p>"
    )


def _text(words: str) -> str:
    return escape(cut(words, 2_000))
