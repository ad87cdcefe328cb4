"""Open the page of a function, alarm or incident: console, dashboard, runbook, logs, PagerDuty or Slack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitors.model.plan import Plan
    from watchbill.oncall.page import Page

FORMAT_VERSION = "1"
INCIDENT = "wb-"
TARGETS = ("console", "dashboard", "runbook", "logs", "pagerduty", "slack", "repository")
"""As watchbill.oncall.page has them, which is not imported before it is needed."""


@click.command()
@click.argument("name", required=False)
@click.option("--to", "target", type=click.Choice(TARGETS), help="Which page; the first there is unless given.")
@click.option("--print", "only_print", is_flag=True, help="Print the addresses, open nothing.")
@spec_option
@environment_option
@local_option
@click.option("--json", "as_json", is_flag=True, help="Print all of them as one JSON document, open nothing.")
def command(
    name: str | None,
    target: str | None,
    only_print: bool,
    spec: Path,
    environment: str | None,
    local: bool,
    as_json: bool,
) -> None:
    """Open the page of NAME: a function or other resource, a rule, an alarm, or an incident (wb-…).

    Without NAME: of the whole service. The address is printed, too; where there is no browser, that is all. Only an
    incident's pages need the cloud.
    """
    from watchbill.reading import read_plan

    plan = read_plan(spec, environment)
    pages = _pages(plan, name, local=local)
    chosen = [page for page in pages if target in (None, page.target)]
    if not chosen:
        known = ", ".join(dict.fromkeys(page.target for page in pages)) or "none"
        hint = "; PagerDuty's address comes from the receiver's schedule_url" if target == "pagerduty" else ""
        raise click.BadParameter(
            f"there is no {target} page of {name or 'this service'}; there is {known}{hint}", param_hint="--to"
        )
    if as_json:
        document = [{"target": page.target, "what": page.what, "url": page.url} for page in chosen]
        click.echo(json.dumps({"format_version": FORMAT_VERSION, "pages": document}, indent=2))
    elif only_print:
        _print(chosen)
    else:
        _open(chosen, target)


def _pages(plan: Plan, name: str | None, *, local: bool) -> tuple[Page, ...]:
    from watchbill.oncall import page

    if name is None:
        return page.service_pages(plan)
    if name.startswith(INCIDENT):
        return _incident_pages(plan, name, local=local)
    entries = [e for e in plan.resources if name in (e.resource.key, e.resource.name, e.resource.id)]
    short = [e for e in plan.resources if name == getattr(e.resource.settings, "name", None)]
    if found := entries or short:
        return page.resource_pages(plan, found[0])
    from watchbill.cli._alarm import find_alarms

    return page.alarm_pages(plan, find_alarms(plan, [name], hint="NAME"))


def _incident_pages(plan: Plan, name: str, *, local: bool) -> tuple[Page, ...]:
    from watchbill.cloud.error import in_words
    from watchbill.oncall.incident_table import IncidentTable
    from watchbill.oncall.page import incident_pages

    with in_words():
        file = IncidentTable(reach(plan.service, local=local), plan.service).file(name)
    if file is None:
        raise click.BadParameter(f"no incident {name!r} is on record; `watchbill status` shows those that are open")
    return incident_pages(plan, file)


def _print(pages: Sequence[Page]) -> None:
    """Addresses whole, so that a terminal makes links of them."""
    target, what = max(len(page.target) for page in pages), max(len(page.what) for page in pages)
    for page in pages:
        click.echo(f"{page.target:<{target}}  {page.what:<{what}}  {page.url}")


def _open(pages: Sequence[Page], target: str | None) -> None:
    """One page; of several runbooks a person has to say which."""
    import webbrowser

    _, err, pen = consoles()
    first = pages[0]
    same = [page for page in pages if page.target == first.target]
    if target is not None and len(same) > 1:
        for page in same:
            err.print(pen(f"{page.what}: {page.url}"), style="dim", soft_wrap=True, markup=False)
        err.print(
            pen(f"{len(same)} pages: the first is opened; name an alarm for its own"), style="dim", soft_wrap=True
        )
    click.echo(first.url)
    if not webbrowser.open(first.url):
        err.print(pen("there is no browser here"), style="dim", soft_wrap=True)
