"""Dashboards as an HTML page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from generators.dashboards import dashboards
from generators.dashboards.body import Dashboard
from tests.generators.sample import entry, plan
from watchbill.preview.page import render_page

END = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def page(*, breach: bool = True) -> str:
    return render_page(list(dashboards(plan(entry("load")))), END, service="orders qa1", breach=breach)


def test_the_same_plan_draws_the_same_page() -> None:
    assert page() == page()


def test_nothing_is_fetched_from_anywhere() -> None:
    assert not re.findall(r"<(?:script|link|img|iframe)\b", page())


def test_every_chart_says_in_words_what_it_shows() -> None:
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', page())
    assert len(labels) == 8  # four charts on the overview, four on the detail dashboard
    assert all("last" in label and "highest" in label for label in labels)


def test_thresholds_are_drawn_with_their_words() -> None:
    assert "page: &gt; 5 %" in page()
    assert "not recovered: ≥ 1 %" in page()


def test_text_from_a_spec_cannot_become_markup() -> None:
    hostile = {
        "type": "text",
        "x": 0,
        "y": 0,
        "width": 24,
        "height": 2,
        "properties": {"markdown": "## <script>alert(1)</script> [x](javascript:alert)"},
    }
    board = Dashboard(name="d", title="<b>", widgets=(hostile,))
    drawn = render_page([board], END, service="<i>", breach=False)
    assert "<script" not in drawn
    assert "<i>" not in drawn
    assert 'href="javascript' not in drawn
    HTMLParser().feed(drawn)
