"""A plan and a week → the figures of its report, and the file they are written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from generators.reports.facts import report_json
from monitors import names
from monitors.model.errors import WatchbillError
from monitors.model.report import Report
from monitors.model.source import NOWHERE
from workers.runtime.zone import zone
from workers.weekly_report.facts import read_facts
from workers.weekly_report.figures import reckon
from workers.weekly_report.gathering import gather
from workers.weekly_report.mail import compose, standalone
from workers.weekly_report.week import DAYS, Week, due_at, due_week

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from monitors.model.plan import Plan
    from workers.weekly_report.facts import Facts
    from workers.weekly_report.figures import Figures

UNASKED = Report(receivers=(), weekday=0, hour=8, time_zone="UTC", objective=None, objectives=(), source=NOWHERE)
"""For a spec that has no `reports:` yet: it can be looked at all the same."""


def facts_of(plan: Plan) -> Facts:
    """What the function would find in its report.json."""
    return read_facts(report_json(plan if plan.report else replace(plan, report=UNASKED)))


def choose_week(facts: Facts, now: datetime, until: date | None, *, today: bool) -> Week:
    """The seven days up to `until`; else those up to today, or those of the last report that was due."""
    name = facts.schedule.time_zone
    if until is None and not today:
        return due_week(facts.schedule, now.timestamp())
    last = until or now.astimezone(zone(name)).date()
    return Week(first=last - timedelta(days=DAYS - 1), zone=name)


def read_figures(plan: Plan, facts: Facts, week: Week, client: Callable[[str], Any]) -> Figures:
    """Of an account or the embedded cloud, through boto3 clients."""
    return reckon(facts, gather(facts, week, client=client, table=names.incident_table(plan.service)), week)


def write(figures: Figures, facts: Facts, path: Path) -> None:
    """An HTML page or a mail, by the file's ending. Raises WatchbillError for another one."""
    if path.suffix in (".html", ".htm"):
        path.write_text(standalone(figures), encoding="utf-8")
    elif path.suffix == ".eml":
        first = (
            facts.receivers[0].settings if facts.receivers else {"sender": "watchbill@localhost", "to": "you@localhost"}
        )
        mail = compose(
            figures,
            sender=first["sender"],
            to=[address.strip() for address in first["to"].split(",")],
            at=due_at(figures.week, facts.schedule),
        )
        path.write_bytes(mail.as_bytes())
    else:
        raise WatchbillError(f"{path}: the report is written as .html or as .eml")
