"""A plan as the note of a merge request: what matters first, the whole text folded below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.cloud.change import Action
from watchbill.cloud.headline import summarise
from watchbill.cloud.render.plan_text import PlanText, say_cost
from watchbill.cloud.render.signs import Pen

if TYPE_CHECKING:
    from watchbill.cloud.change import Difference
    from watchbill.cloud.glossary import Glossary

LONGEST = 60_000
"""Characters of the folded part: GitHub takes 65,536 a comment, GitLab a million."""


def marker(service: str, environment: str) -> str:
    """Hidden in the note, so that a pipeline updates its own note and never adds a second."""
    return f"<!-- watchbill plan {service} {environment} -->"


def plan_markdown(difference: Difference, glossary: Glossary, spec: str, service: str, environment: str) -> str:
    """A heading, the plan in short, the counts as a table, the losses in bold, the full text folded."""
    counts = difference.counts
    lines = [marker(service, environment), f"### watchbill plan: {service} in {environment}", ""]
    if not difference.pending:
        return "\n".join([*lines, f"No changes: `{spec}` and {difference.unchanged:,} resources agree.", ""])
    lines += [f"- {phrase}" for phrase in summarise(difference, glossary)]
    lines += [
        "",
        "| add | change | replace | destroy | unchanged | cost |",
        "| --: | --: | --: | --: | --: | --- |",
        f"| {' | '.join(str(counts[action]) for action in Action)} | {difference.unchanged} | {say_cost(difference)} |",
        "",
    ]
    lines += [f"**⚠ {loss.noun} `{loss.name}`: its {loss.data} will be lost**\n" for loss in difference.losses]
    text = "\n".join(line.plain for line in PlanText(difference, glossary, spec, Pen(unicode=True), every=True).lines())
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n… cut: see the job's log\n"
    fence = "```" if "```" not in text else "~~~~"
    return "\n".join(
        [*lines, "<details><summary>Full plan</summary>", "", f"{fence}diff", text, fence, "", "</details>", ""]
    )
