"""Runbooks: one Markdown file a rule × resource, which regeneration never takes a hand-written line from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Build, TextArtefact
from generators.runbooks.page import render_runbook
from monitors import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[TextArtefact]:
    """Every alarm's runbook link ends at one of these files; the index links them all."""
    listed: list[tuple[str, str, str]] = []
    for entry in plan.resources:
        by_rule: dict[str, list[Alarm | CompositeAlarm]] = {}
        told: list[Alarm | CompositeAlarm] = [*entry.alarms, *(c for c in entry.composites if c.tells)]
        for alarm in told:
            by_rule.setdefault(alarm.rule, []).append(alarm)
        for rule, alarms in by_rule.items():
            path = links.runbook_path(rule, entry.resource.key)
            listed.append((plan.rules[rule].title, entry.resource.key, path))
            yield TextArtefact(path=f"runbooks/{path}", text=render_runbook(plan, entry, plan.rules[rule], alarms))
    yield TextArtefact(path="runbooks/README.md", text=_index(plan, listed))


def _index(plan: Plan, listed: list[tuple[str, str, str]]) -> str:
    rows = sorted(listed, key=lambda row: (row[1], row[0]))
    lines = [
        "<!-- watchbill:begin head -->",
        f"# Runbooks of {plan.service.name}",
        "",
        f"Generated from {plan.service.spec_file}. Each page has a part of its own for what you learn: it is kept.",
        "",
        "| Resource | Symptom |",
        "| --- | --- |",
        *(f"| {key} | [{title}]({path}) |" for title, key, path in rows),
        "<!-- watchbill:end head -->",
    ]
    return "\n".join(lines) + "\n"
