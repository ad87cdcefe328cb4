"""Pieces of the page: tables and inline styles, which every mail program knows. Text comes in plain, leaves escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GOOD, WARNING, BAD, PLAIN = "#1a7f37", "#b45309", "#b3261e", "#2f6fde"
CUT = 300
LINE = "padding:8px 8px 8px 0;border-top:1px solid #e5e7eb;font-size:14px;line-height:1.4;vertical-align:top"
TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'


def text(words: str) -> str:
    short = words if len(words) <= CUT else words[: CUT - 1] + "…"
    return escape(short)


def heading(words: str) -> str:
    return f'<h2 class="ink" style="margin:26px 0 4px;font-size:17px;line-height:1.3;color:#111827">{text(words)}</h2>'


def paragraph(words: str) -> str:
    return f'<p class="soft" style="margin:8px 0 10px;font-size:14px;line-height:1.5;color:#4b5563">{text(words)}</p>'


def small(html: str) -> str:
    return f'<div class="soft" style="font-size:13px;line-height:1.45;color:#6b7280">{html}</div>'


def link(words: str, url: str) -> str:
    """The words alone where the address is none of the web."""
    if not url.startswith(("http://", "https://")):
        return text(words)
    return f'<a class="link" href="{escape(url)}" style="color:#1d5fa8;text-decoration:underline">{text(words)}</a>'


def badge(words: str, colour: str) -> str:
    return (
        f'<span style="display:inline-block;padding:1px 8px;border-radius:10px;background:{colour};color:#ffffff;'
        f'font-size:12px;line-height:1.5;font-weight:600;white-space:nowrap">{text(words)}</span>'
    )


def tiles(entries: Sequence[tuple[str, str, str]]) -> str:
    """Big numbers in a row of two by two: (name, value, what to compare with)."""
    rows = []
    for start in range(0, len(entries), 2):
        pair = entries[start : start + 2]
        cells = [_tile(*entry, last=number == len(pair) - 1) for number, entry in enumerate(pair)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"{TABLE}>{''.join(rows)}</table>"


def _tile(name: str, value: str, note: str, *, last: bool) -> str:
    padding = "0 0 8px 4px" if last else "0 4px 8px 0"
    return (
        f'<td width="50%" style="padding:{padding};vertical-align:top">{TABLE}><tr>'
        '<td class="tile" bgcolor="#f3f4f6" style="padding:10px 12px;border-radius:6px">'
        f'<div class="soft" style="font-size:13px;color:#6b7280">{text(name)}</div>'
        f'<div class="figure" style="font-size:24px;line-height:1.3;font-weight:700;color:#111827">{text(value)}</div>'
        f'<div class="soft" style="font-size:12px;line-height:1.4;color:#6b7280">{text(note)}</div>'
        "</td></tr></table></td>"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already. The first column is left, the others right: they are numbers."""
    top = "".join(
        f'<th class="soft" align="{_side(number)}" style="padding:12px 0 4px {8 if number else 0}px;font-size:12px;'
        f'font-weight:600;color:#6b7280">{text(head)}</th>'
        for number, head in enumerate(heads)
    )
    body = "".join(f"<tr>{''.join(_cell(number, cell) for number, cell in enumerate(row))}</tr>" for row in rows)
    return f"{TABLE}><tr>{top}</tr>{body}</table>"


def _cell(number: int, html: str) -> str:
    own = "word-break:break-word" if not number else "white-space:nowrap;padding-right:0;padding-left:8px"
    return f'<td class="ink rule" align="{_side(number)}" style="{LINE};color:#111827;{own}">{html}</td>'


def _side(number: int) -> str:
    return "right" if number else "left"


def counters(entries: Sequence[tuple[str, str]]) -> str:
    """Cells of one width side by side. HTML over text: a badge, and how many."""
    width = 100 // max(1, len(entries))
    look = f'width="{width}%" align="center" class="ink" style="padding:4px 0 2px;font-size:14px;color:#111827"'
    return (
        f"{TABLE}><tr>"
        + "".join(f"<td {look}>{head}<br>{text(words)}</td>" for head, words in entries)
        + "</tr></table>"
    )


def listing(items: Iterable[str]) -> str:
    """One row an item, over the whole width. Items are HTML already."""
    return (
        f"{TABLE}>"
        + "".join(
            f'<tr><td class="ink rule" style="{LINE};color:#111827;word-break:break-word">{item}</td></tr>'
            for item in items
        )
        + "</table>"
    )


def gauge(percent: float, threshold: float, colour: str) -> str:
    """A bar of so many percent, with the rest of the way to the threshold lighter. Cells, for not all draw boxes."""
    filled = max(1, min(100, round(percent)))
    room = max(0, min(100, round(threshold)) - filled)
    rest = 100 - filled - room
    cells = ((filled, colour), (room, "#d5dbe4"), (rest, "#b9c1cc"))
    return (
        f'{TABLE} style="margin:5px 0 3px"><tr>'
        + "".join(
            f'<td width="{width}%" height="6" bgcolor="{paint}" style="font-size:1px;line-height:6px">&nbsp;</td>'
            for width, paint in cells
            if width
        )
        + "</tr></table>"
    )


def image(source: str, alt: str, height: int) -> str:
    """A chart over the whole width. `source` is a cid or a data URI; the words stand where pictures are blocked."""
    return (
        f'<img src="{escape(source)}" width="552" height="{height}" alt="{text(alt)}" style="display:block;width:100%;'
        'max-width:552px;height:auto;border:0;color:#6b7280;font-size:13px">'
    )
