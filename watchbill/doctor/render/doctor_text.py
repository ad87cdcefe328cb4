"""An examination in lines: a check a line, below it what is wrong, why it matters, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from watchbill.cloud.headline import plural
from watchbill.doctor.finding import Verdict
from watchbill.findings.full import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from watchbill.cloud.render.signs import Pen
    from watchbill.doctor.examination import Result
    from watchbill.doctor.finding import Finding

SIGNS = {
    Verdict.WELL: ("✓", "green"),
    Verdict.WARNING: ("!", "yellow"),
    Verdict.PROBLEM: ("✗", "bold red"),
    Verdict.UNKNOWN: ("?", "dim"),
}


def doctor_lines(results: Sequence[Result], pen: Pen) -> Iterator[RenderableType]:
    """Checks that found nothing to look at are left out; how many there are is the last line."""
    for result in results:
        if result.findings:
            yield from _check(result, pen)
    yield Text()
    yield _total(results, pen)


def _check(result: Result, pen: Pen) -> Iterator[RenderableType]:
    sign, style = SIGNS[result.verdict]
    fit = ", ".join(finding.what for finding in result.findings if finding.verdict is Verdict.WELL)
    calm = result.verdict is Verdict.WELL
    yield Text.assemble(
        (pen(f"{sign} "), style),
        (pen(result.title.removesuffix(".")), "" if calm else "bold"),
        (pen(printable(f"  {fit}")) if fit else "", "dim"),
        (f"  [{result.name}]" if not calm else "", "dim"),
    )
    for finding in result.findings:
        if finding.verdict is not Verdict.WELL:
            yield from _finding(finding, pen)


def _finding(finding: Finding, pen: Pen) -> Iterator[RenderableType]:
    sign, style = SIGNS[finding.verdict]
    yield _indented(Text.assemble((pen(f"{sign} "), style), pen(printable(finding.what))), 4)
    if finding.why:
        yield _indented(Text(pen(printable(finding.why)), "dim"), 6)
    if finding.do:
        yield _indented(Text.assemble(("do: ", "green"), pen(printable(finding.do))), 6)


def _indented(text: Text, columns: int) -> RenderableType:
    text.overflow = "fold"  # a command or an address must stay whole
    return Padding(text, (0, 0, 0, columns), expand=False)


def _total(results: Sequence[Result], pen: Pen) -> Text:
    counts = {verdict: sum(f.verdict is verdict for r in results for f in r.findings) for verdict in Verdict}
    looked = sum(bool(result.findings) for result in results)
    parts = [
        (f"{count} {plural(word, count) if verdict is not Verdict.UNKNOWN else word}", SIGNS[verdict][1])
        for verdict, word in (
            (Verdict.PROBLEM, "problem"), (Verdict.WARNING, "warning"), (Verdict.UNKNOWN, "not looked at"),
        )
        if (count := counts[verdict])
    ]  # fmt: skip
    if not parts:
        return Text(pen(f"{looked} {plural('check', looked)}, nothing wrong."), "bold green")
    text = Text(f"{looked} {plural('check', looked)}: ", "bold")
    for number, (words, style) in enumerate(parts):
        text.append((", " if number else "") + words, style)
    return text.append(".")


def doctor_document(results: Sequence[Result]) -> dict[str, object]:
    """Every check, those that found nothing to look at too."""
    return {
        "format_version": "1",
        "healthy": all(result.verdict is not Verdict.PROBLEM for result in results),
        "checks": [
            {
                "name": result.name,
                "title": result.title,
                "verdict": result.verdict.value if result.findings else None,
                "findings": [
                    {"verdict": f.verdict.value, "what": f.what, "why": f.why or None, "do": f.do or None}
                    for f in result.findings
                ],
            }
            for result in results
        ],
    }
