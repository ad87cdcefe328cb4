"""Results for people: what was expected, what came, why in AWS's words, and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator import chart
from monitors.evaluator.target import target
from monitors.evaluator.timeline import Cause
from monitors.model.problem import Level

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from monitors.evaluator.scenario import Outcome
    from monitors.evaluator.subject import Subject
    from monitors.evaluator.timeline import Fragility
    from watchbill.proof.session import Report

GOOD, BAD, WARNING, DIM = "green", "red", "yellow", "bright_black"
STRIPS_MAX = 8
"""Other alarms whose states are drawn."""
REFUSED = "on AWS this alarm is refused or never has data, whatever the test says"
Line = tuple[str, str]
"""Text and its colour, empty for none."""


def report_lines(report: Report, *, verbose: bool = False, told: Container[str] = ()) -> Iterator[Line]:
    """All there is to say of one test; of a passed one, a line, or its picture too if `verbose`.

    `told` are doubts about the alarms that need not be told again.
    """
    place = f"{report.file}:{report.source.line}"
    if report.result is None:
        yield f"✗ {report.name}", BAD
        yield f"    {place}", DIM
        yield f"    cannot run: {report.error}", ""
        return
    if report.failed:
        yield f"✗ {report.name}", BAD
        yield from _refusal(report)
        yield from _shortfalls(report) if report.result.shortfalls else ()
    elif report.depends:
        yield f"? {report.name}", WARNING
        yield f"    {place}: passes as assumed, but AWS does not document what it rests on", DIM
    else:
        yield f"✓ {report.name}", GOOD
    for text, level in finding_lines(report):
        if level is not Level.ERROR and text not in told:
            yield f"    {text}", WARNING
    if report.failed or report.depends or (verbose and report.result.fragilities):
        yield from _fragilities(report.result.fragilities, failed=report.failed)
    elif report.result.fragilities and not report.result.accepted:
        yield f"    fragile: the outcome depends on {_causes(report.result.fragilities)}", WARNING
    if verbose and not report.failed:
        yield from _drawn(report, report.subject.names[0] if report.subject else "", [])


def _refusal(report: Report) -> Iterator[Line]:
    errors = [text for text, level in finding_lines(report) if level is Level.ERROR]
    yield from ((f"    {text}", BAD) for text in errors)
    if errors:
        yield f"    {REFUSED}", ""


def finding_lines(report: Report) -> Iterator[tuple[str, Level]]:
    """What is wrong or doubtful about the alarms under test."""
    for name, finding in report.findings:
        yield f"{finding.source}: {name}: {finding.message}{f': {finding.help}' if finding.help else ''}", finding.level


def _shortfalls(report: Report) -> Iterator[Line]:
    assert report.result is not None  # noqa: S101 - the caller looked
    several = report.subject is not None and len(report.subject.names) > 1
    for shortfall in report.result.shortfalls:
        place = report.shortfall_source(shortfall)
        yield f"    {place.file}:{place.line}{f'  {shortfall.alarm}' if several and shortfall.alarm else ''}", DIM
        yield f"    expected  {shortfall.expected}", ""
        yield f"    got       {shortfall.got}", ""
        if shortfall.why:
            yield f"    why       {shortfall.why}", ""
    first = next((one for one in report.result.shortfalls if one.alarm), None)
    marks = [one.at for one in report.result.shortfalls if one.at is not None]
    if report.subject is not None:
        name = first.alarm if first is not None else target_or_first(report)
        yield from _drawn(report, name, marks)


def target_or_first(report: Report) -> str:
    """The alarm worth drawing when no expectation names one: the trip."""
    assert report.subject is not None  # noqa: S101 - the caller looked
    trips = [member.name for member in report.subject.members if member.part == "trip"]
    return target(report.subject, trips[0]) if trips else report.subject.names[0]


def _drawn(report: Report, name: str, marks: Sequence[int]) -> Iterator[Line]:
    assert report.result is not None  # noqa: S101 - the caller looked
    assert report.subject is not None  # noqa: S101
    yield from picture(report.subject, report.result.outcome, name, marks)


def picture(subject: Subject, outcome: Outcome, name: str, marks: Sequence[int] = ()) -> Iterator[Line]:
    """One alarm's values, threshold and states, the series behind, and the states of the others."""
    member = next((one for one in subject.members if one.name == name), None)
    yield "", ""
    yield f"    {name}", ""
    if member is not None:
        for line in chart.draw(member.condition, outcome.timelines[name], outcome, marks):
            yield f"    {line}".rstrip(), DIM
    else:
        yield f"    {chart.strip('state', outcome.timelines[name], outcome)}", DIM
    parts = {one.name: one.part for one in subject.members if one.incident == subject.incident_of(name)}
    for other in [one for one in subject.names if one != name][:STRIPS_MAX]:
        yield f"    {chart.strip(parts.get(other, other), outcome.timelines[other], outcome)}", DIM
    yield f"    {'':>{chart.MARGIN}} {chart.LEGEND}", DIM
    yield "", ""


def _fragilities(fragilities: Sequence[Fragility], *, failed: bool) -> Iterator[Line]:
    for one in fragilities:
        told = "; ".join(f"expected {short.expected}, got {short.got}" for short in one.shortfalls)
        outcome = told or "it passes"
        verb = "with" if failed else "depends on"
        yield f"    {verb} {one.words}: {outcome}", WARNING if one.cause is Cause.UNDOCUMENTED else DIM


def _causes(fragilities: Sequence[Fragility]) -> str:
    return ", ".join(dict.fromkeys(one.words for one in fragilities))


def summary(reports: Sequence[Report], problems: int, seconds: float) -> Line:
    """`12 passed, 1 failed, 1 depends in 0.8 s`; `problems` are those of the files themselves."""
    failed = sum(report.failed for report in reports)
    depends = sum(report.depends for report in reports)
    counts = [
        (len(reports) - failed - depends, "passed"),
        (failed, "failed"),
        (depends, "depends on what AWS leaves open"),
        (problems, "problem in the files" if problems == 1 else "problems in the files"),
    ]
    text = ", ".join(f"{count} {word}" for count, word in counts if count) or "no tests"
    return f"{text} in {seconds:.1f} s", BAD if failed or problems else WARNING if depends or not reports else GOOD
