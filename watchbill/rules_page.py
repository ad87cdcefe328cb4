"""docs/rules.md: every rule with its thresholds and its reasons, and how AWS's recommended alarms are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.recommended import NOT_COVERED, covered
from watchbill.rule_facts import settings_of, starts_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.catalogue import Catalogue, Entry, Kind


def rules_page(catalogue: Catalogue) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(catalogue)) + "\n"


def _lines(catalogue: Catalogue) -> Iterator[str]:
    rules = list(catalogue.rules)
    yield from (
        "<!-- Written by `make docs` from the rules' own files; edit those. -->",
        "# Rules",
        "",
        f"{len(rules)} rules. Each is one file, `monitors/resources/<kind>/rules/<symptom>.py`. Any of them is tuned",
        "or turned off, with a reason, under `defaults`, at a resource, or for one environment:",
        "",
        "```yaml",
        "functions:",
        "  loadScoresToStream:",
        "    rules:",
        "      not_invoked: {silent_minutes: 1440, notes: one file a day}",
        "      concurrency_near_limit: {enabled: false, reason: runs alone in its account}",
        "```",
        "",
    )
    for kind in catalogue.kinds.values():
        if kind.rules:
            yield from _overview(kind)
    yield from _recommended(catalogue)
    for kind in catalogue.kinds.values():
        for entry in kind.rules.values():
            yield from _rule(entry)


def _overview(kind: Kind) -> Iterator[str]:
    yield from (f"## {kind.spec.TITLE}", "", "| Rule | Symptom | Priority | Severity |", "| --- | --- | --- | --- |")
    for entry in kind.rules.values():
        off = "" if starts_on(entry) else " (off unless asked for)"
        link = f"[`{entry.id}`](#{_anchor(entry.id)})"
        yield f"| {link}{off} | {entry.essay.symptom} | {entry.rule.priority} | {entry.rule.severity} |"
    yield ""


def _recommended(catalogue: Catalogue) -> Iterator[str]:
    answered = covered(catalogue)
    count = sum(bool(rules) for rules in answered.values())
    yield from (
        "## AWS's recommended alarms",
        "",
        f"AWS recommends alarms on {len(answered)} (metric, dimensions) pairs of Lambda, Kinesis, SQS and DynamoDB.",
        f"{count} are answered by rules; the others by a reason.",
        "",
        "| Recommended | Answered by |",
        "| --- | --- |",
    )
    for pair, rules in answered.items():
        namespace, metric, *dimensions = pair.split()
        what = f"`{namespace}` {metric}" + (f" by {', '.join(dimensions)}" if dimensions else ", whole account")
        how = ", ".join(f"[`{rule}`](#{_anchor(rule)})" for rule in rules)
        yield f"| {what} | {how or f'Not a rule: {NOT_COVERED[pair]}.'} |"
    yield ""


def _rule(entry: Entry) -> Iterator[str]:
    essay = entry.essay
    yield from (f"## {entry.id}", "", f"**{essay.symptom}.** {essay.watches}", "")
    yield f"Priority {entry.rule.priority}, severity {entry.rule.severity}. [AWS]({entry.rule.source})"
    yield ""
    if not starts_on(entry):
        yield from (f"Off unless asked for: {entry.rule.Tuning.model_fields['reason'].default}", "")
    settings = settings_of(entry)
    if settings:
        yield from ("| Threshold | Default | Bounds | |", "| --- | --- | --- | --- |")
        for setting in settings:
            default = "–" if setting.default is None else setting.default
            yield f"| `{setting.name}` | {default} | {setting.bounds} | {setting.description} |"
        yield ""
    yield from (f"*Hurts.* {essay.hurts}", "", f"*Wrong when.* {essay.wrong_when}", "")
    for heading, steps in (("First", essay.first), ("Then", essay.then), ("Prevent", essay.prevent)):
        yield from (f"*{heading}.*", "", *(f"- {step}" for step in steps), "")
    if essay.form:
        yield from (f"*Form.* {essay.form}", "")


def _anchor(rule_id: str) -> str:
    """GitLab and GitHub drop the dot of a heading's anchor."""
    return rule_id.replace(".", "")
