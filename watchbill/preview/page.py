"""Dashboards as one self-contained HTML page on CloudWatch's 24-column grid, light or dark as the reader's system."""

from __future__ import annotations

import re
from html import escape
from os.path import commonprefix
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchbill.preview.scene import invent
from watchbill.preview.svg import draw_chart, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from generators.dashboards.body import Dashboard

ROW_PX, GAP_PX = 40, 8
COLUMN_PX = 58
"""On a window 1,440 wide; elsewhere the browser scales the chart within its card."""
HEADING_PX, LEGEND_ROW_PX = 52, 17
LETTER_PX, SWATCH_PX = 5.8, 24
"""Of a legend's entry: about the mean width of a letter, and what stands around the words."""

STYLE = Path(__file__).parent / "style.css"


def render_page(dashboards: Sequence[Dashboard], end: datetime, *, service: str, breach: bool) -> str:
    """All dashboards below one another, each with an anchor. `end` is the right edge of every chart."""
    style = STYLE.read_text(encoding="utf-8")
    links = "".join(f'<a href="#{escape(d.name)}">{escape(d.title)}</a>' for d in dashboards)
    sections = "".join(_dashboard(dashboard, end, breach=breach) for dashboard in dashboards)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(service)} dashboards</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
        f"<header><b>{escape(service)}</b><span>preview with invented data, 8 h, UTC</span><nav>{links}</nav></header>"
        f"<main>{sections}</main></body></html>\n"
    )


def _dashboard(dashboard: Dashboard, end: datetime, *, breach: bool) -> str:
    cards = "".join(_card(widget, end, breach=breach) for widget in dashboard.widgets)
    return f'<section id="{escape(dashboard.name)}"><div class="grid">{cards}</div></section>'


def _card(widget: Mapping[str, Any], end: datetime, *, breach: bool) -> str:
    place = f"grid-column:{widget['x'] + 1}/span {widget['width']};grid-row:{widget['y'] + 1}/span {widget['height']}"
    draw = {"text": _text, "alarm": _alarms, "log": _log}.get(widget["type"])
    if draw is not None:
        inner = draw(widget["properties"])
    elif widget["properties"].get("view") == "singleValue":
        inner = _number(widget)
    else:
        inner = _chart(widget, end, breach=breach)
    kind = " text" if widget["type"] == "text" else ""
    return f'<div class="card{kind}" style="{place}">{inner}</div>'


def _chart(widget: Mapping[str, Any], end: datetime, *, breach: bool) -> str:
    properties = widget["properties"]
    lines = invent(widget, breach=breach)
    width = widget["width"] * COLUMN_PX - 26
    legend_px = LEGEND_ROW_PX * _rows([f"{line.label} {_last(line.values)}" for line in lines], width)
    height = widget["height"] * (ROW_PX + GAP_PX) - GAP_PX - HEADING_PX - legend_px
    legend = "".join(
        f'<span><i style="background:{line.colour}"></i>{escape(line.label)} <b>{_last(line.values)}</b></span>'
        for line in lines
    )
    unit = escape(properties.get("yAxis", {}).get("left", {}).get("label", ""))
    return (
        f"<h3>{escape(properties['title'])} <small>{unit}</small></h3>"
        f"{draw_chart(properties, lines, end, width, height)}<div class='legend'>{legend}</div>"
    )


def _rows(entries: Sequence[str], width: float) -> int:
    """How many rows a legend takes when its entries wrap."""
    rows, used = 1, 0.0
    for entry in entries:
        needed = len(entry) * LETTER_PX + SWATCH_PX
        if used and used + needed > width:
            rows, used = rows + 1, 0.0
        used += needed
    return rows


def _number(widget: Mapping[str, Any]) -> str:
    lines = invent(widget, breach=False)
    value = _last(lines[0].values) if lines else "–"
    return f"<h3>{escape(widget['properties']['title'])}</h3><div class='number'>{value}</div>"


def _last(values: Sequence[float | None]) -> str:
    present = [value for value in values if value is not None]
    return short(present[-1]) if present else "no data"


def _alarms(properties: Mapping[str, Any]) -> str:
    names = [arn.rsplit(":", 1)[-1] for arn in properties["alarms"]]
    shared = len(commonprefix(names)) if len(names) > 1 else 0  # noqa: RUF071 # characters, not paths, are meant
    states = "".join(f'<span class="state ok">✓ {escape(name[shared:])}</span>' for name in names)
    return f"<h3>{escape(properties['title'])}: {len(names)}</h3><div class='states'>{states}</div>"


def _log(properties: Mapping[str, Any]) -> str:
    return f"<h3>{escape(properties['title'])}</h3><pre>{escape(properties['query'])}</pre>"


def _text(properties: Mapping[str, Any]) -> str:
    """The little Markdown that our own text widgets use: a heading, bold, links."""
    text = escape(properties["markdown"], quote=False)
    text = re.sub(r"\[([^\]]+)\]\((https?:[^)\s]+)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    lines = [f"<h2>{line[3:]}</h2>" if line.startswith("## ") else f"<p>{line}</p>" for line in text.splitlines()]
    return "".join(lines)
