"""Slack messages drawn from their blocks, near enough to judge how they read: `render_channel` → one HTML page."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchbill.local.standin.slack import Message, Workspace

Json = dict[str, Any]

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1d1c1d;--soft:#616061;--rule:#dddddd;--link:#1264a3;--hover:#f8f8f8;
--code:#c01343;--green:#007a5a}
@media(prefers-color-scheme:dark){:root{--page:#1a1d21;--ink:#d1d2d3;--soft:#ababad;--rule:#35373b;--link:#1d9bd1;
--hover:#222529;--code:#e8912d}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.47 Lato,"Liberation Sans",Arial,sans-serif}
.message{display:grid;grid-template-columns:36px 1fr;gap:8px;padding:10px 20px;max-width:680px}
.avatar{width:36px;height:36px;border-radius:6px;background:#232f3e;color:#fff;font-weight:700;display:grid;
place-items:center}
.who b{font-weight:900}.who i{font-style:normal;font-size:11px;background:var(--rule);border-radius:3px;
padding:1px 4px;margin:0 6px;color:var(--soft)}.who time,.context,.count{font-size:12px;color:var(--soft)}
.block{margin:4px 0 8px}.header{font-size:18px;font-weight:900;line-height:1.33}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px}
.actions{display:flex;flex-wrap:wrap;gap:8px}
.button{border:1px solid var(--rule);border-radius:4px;padding:4px 12px;font-size:13px;font-weight:700;
color:var(--ink);text-decoration:none}.primary{background:var(--green);color:#fff;border-color:var(--green)}
code{font:12px/1.5 "DejaVu Sans Mono",monospace;color:var(--code);border:1px solid var(--rule);border-radius:3px;
padding:1px 3px;background:var(--hover)}
a{color:var(--link)}.thread{margin-left:44px;border-left:3px solid var(--rule)}.chart{max-width:100%;border-radius:8px;
border:1px solid var(--rule)}.emoji{display:inline-grid;place-items:center;width:1.1em;height:1.1em;font-size:.95em;
font-weight:900;vertical-align:-.12em;border-radius:50%;color:#fff}
@media(max-width:480px){.message{padding:10px 12px}.fields{grid-template-columns:1fr 1fr}}
"""
EMOJI = {
    "red_circle": ("#dd2e44", ""),
    "large_orange_circle": ("#f4900c", ""),
    "large_yellow_circle": ("#fdcb58", ""),
    "large_blue_circle": ("#55acee", ""),
    "white_check_mark": ("#77b255", "✓"),
    "eyes": ("#7a6a58", "◉"),
    "alarm_clock": ("#a0041e", "◷"),
}
"""Colour and sign of each that our messages use: a browser without an emoji font still shows what is meant."""


class UnknownBlockError(ValueError):
    """A block that this page can't draw, so that nobody takes a picture with a hole for the message."""


def render_channel(workspace: Workspace, channel: str, charts: dict[str, str] | None = None) -> str:
    """The channel's messages, each with its thread. `charts` gives a URL of the picture for a file's thread ts."""
    parts = []
    for parent in workspace.parents:
        parts.append(_message(parent))
        source = (charts or {}).get(parent.ts)
        picture = _frame(f'<img class="chart" alt="" src="{escape(source)}">') if source else ""
        thread = picture + "".join(_message(reply) for reply in workspace.replies(parent))
        if thread:
            parts.append(f'<div class="thread">{thread}</div>')
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(channel)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def render_blocks(blocks: Sequence[Json]) -> str:
    """Blocks → HTML; raise UnknownBlockError."""
    return "".join(f'<div class="block">{_block(block)}</div>' for block in blocks)


def mrkdwn(words: str) -> str:
    """Slack's markup → HTML: bold, code, links, dates, emoji, line breaks."""
    return "".join(_control(part) if part.startswith("<") else _marked(part) for part in re.split(r"(<[^>]*>?)", words))


def _control(part: str) -> str:
    """What stands in angle brackets: dates and links are drawn, mentions shown as they are."""
    if found := re.fullmatch(r"<!date\^\d+\^[^|>]*\|([^>]*)>", part):
        return _safe(found[1])
    if found := re.fullmatch(r"<(https?://[^|>]+)\|([^>]*)>", part):
        return f'<a href="{_safe(found[1])}">{_safe(found[2])}</a>'
    return _safe(part)


def _marked(part: str) -> str:
    text = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", _safe(part))
    text = re.sub(r"(^|[\s(])\*(?=\S)([^*\n]+)(?<=\S)\*", r"\1<b>\2</b>", text)
    return _emoji(text).replace("\n", "<br>")


def _safe(part: str) -> str:
    """Text for HTML: Slack's own three entities are escaped already."""
    return part.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _message(message: Message) -> str:
    edited = ' <span class="count">(edited)</span>' if message.edits else ""
    return _frame((render_blocks(message.blocks) if message.blocks else mrkdwn(message.text)) + edited)


def _frame(inner: str) -> str:
    who = '<div class="who"><b>Watchbill</b><i>APP</i></div>'
    return f'<div class="message"><div class="avatar">W</div><div>{who}{inner}</div></div>'


def _block(block: Json) -> str:
    kind = block["type"]
    if kind == "header":
        return f'<div class="header">{_emoji(escape(block["text"]["text"]))}</div>'
    if kind == "section" and "fields" in block:
        fields = "".join(f"<div>{mrkdwn(field['text'])}</div>" for field in block["fields"])
        return f'<div class="fields">{fields}</div>'
    if kind == "section":
        return mrkdwn(block["text"]["text"])
    if kind == "context":
        return f'<div class="context">{" ".join(mrkdwn(part["text"]) for part in block["elements"])}</div>'
    if kind == "actions":
        return f'<div class="actions">{"".join(_button(button) for button in block["elements"])}</div>'
    raise UnknownBlockError(kind)


def _button(button: Json) -> str:
    href = f' href="{escape(button["url"])}"' if "url" in button else ""
    style = f"button {button.get('style', '')}".strip()
    return f'<a class="{style}"{href}>{escape(button["text"]["text"])}</a>'


def _emoji(text: str) -> str:
    def draw(found: re.Match[str]) -> str:
        colour, sign = EMOJI.get(found[1], ("", ""))
        return f'<span class="emoji" style="background:{colour}">{sign}</span>' if colour else found[0]

    return re.sub(r":([a-z_]+):", draw, text)
