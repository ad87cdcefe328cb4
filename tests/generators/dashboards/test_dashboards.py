"""Dashboards: layout, quotas, and every threshold drawn once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generators.dashboards import dashboards
from generators.dashboards.body import METRICS_MAX, WIDGETS_MAX, Dashboard, metric_count, render_dashboard
from tests.generators.sample import entry, plan

if TYPE_CHECKING:
    from monitors.model.plan import Plan


def of_size(count: int) -> Plan:
    return plan(*(entry(f"f{number:04d}", critical=number == count - 1) for number in range(count)))


def thresholds(dashboard: Dashboard) -> list[str]:
    return [
        line["label"]
        for widget in dashboard.widgets
        for line in widget["properties"].get("annotations", {}).get("horizontal", ())
    ]


@pytest.mark.parametrize("count", [1, 2, 20, 21, 333])
def test_no_overlap_no_overhang_and_no_quota_broken(count: int) -> None:
    for dashboard in dashboards(of_size(count)):
        cells: set[tuple[int, int]] = set()
        for widget in dashboard.widgets:
            taken = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            assert max(x for x, _ in taken) < 24
            assert not taken & cells, f"{dashboard.name}: widgets overlap"
            cells |= taken
        assert len(dashboard.widgets) <= WIDGETS_MAX
        assert metric_count(dashboard.widgets) <= METRICS_MAX
        assert all(len(widget["properties"].get("alarms", ())) <= 100 for widget in dashboard.widgets)


@pytest.mark.parametrize("count", [1, 21, 60])
def test_every_alarm_is_drawn_exactly_once_on_the_detail_dashboards(count: int) -> None:
    details = [dashboard for dashboard in dashboards(of_size(count)) if dashboard.title != "Overview"]
    assert sum(len(thresholds(dashboard)) for dashboard in details) == 2 * count


def test_every_widget_but_text_has_a_title_and_names_its_region() -> None:
    for dashboard in dashboards(of_size(3)):
        for widget in dashboard.widgets:
            properties = widget["properties"]
            assert widget["type"] == "text" or properties["title"]
            assert widget["type"] in ("text", "alarm") or properties["region"] == "us-east-1"


def test_the_overview_puts_alarm_states_on_top_then_numbers_then_rows() -> None:
    overview = next(dashboards(of_size(3)))
    kinds = [widget["type"] for widget in overview.widgets]
    assert kinds[:6] == ["text", "alarm", "metric", "metric", "metric", "metric"]
    assert [widget["properties"]["view"] for widget in overview.widgets[2:6]] == ["singleValue"] * 4
    assert kinds[-1] == "log"


def test_the_overview_of_many_shows_critical_ones_and_says_that_it_leaves_some_out() -> None:
    overview = next(dashboards(of_size(100)))
    text = "\n".join(w["properties"]["markdown"] for w in overview.widgets if w["type"] == "text")
    assert "Lambda function f0099" in text  # the critical one, though last by name
    assert "82 more resources" in text


def test_charts_start_at_zero_and_name_their_unit() -> None:
    charts = [w for d in dashboards(of_size(2)) for w in d.widgets if w["properties"].get("view") == "timeSeries"]
    assert {chart["properties"]["yAxis"]["left"]["min"] for chart in charts} == {0}


def test_the_body_is_one_substitution_so_that_alarm_arns_get_their_account() -> None:
    made: dict[str, Any] = render_dashboard(next(dashboards(of_size(1)))).properties
    body = made["DashboardBody"]["Fn::Sub"]
    assert "arn:${AWS::Partition}:cloudwatch:us-east-1:${AWS::AccountId}:alarm:shop-qa1-lambda-f0000" in body
