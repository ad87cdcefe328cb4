"""Results of running canaries: for people, as JSON, or as JUnit with a suite a canary and a case a step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from canaries.report import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from canaries.report import Report
    from watchbill.canary.suite import Attempts

FORMAT_VERSION = "1"
SIGNS = {Result.PASSED: "[green]✓[/]", Result.FAILED: "[bold red]✗[/]", Result.SKIPPED: "[dim]-[/]"}


def render(attempts: Mapping[str, Attempts], form: str) -> str:
    """One text: `full` with rich's markup, `json` or `junit`."""
    if form == "json":
        return json.dumps({"format_version": FORMAT_VERSION, "canaries": _data(attempts)}, indent=2)
    if form == "junit":
        return _junit(attempts)
    return "\n".join(_lines(attempts))


def _data(attempts: Mapping[str, Attempts]) -> list[dict[str, object]]:
    return [{"key": key, **tried.last.document(), "attempts": len(tried.reports)} for key, tried in attempts.items()]


def _lines(attempts: Mapping[str, Attempts]) -> Iterator[str]:
    from rich.markup import escape

    for key, tried in attempts.items():
        report, times = tried.last, len(tried.reports)
        again = f", attempt {times}" if times > 1 else ""
        sign = SIGNS[Result.PASSED if report.passed else Result.FAILED]
        yield f"{sign} [bold]{key}[/] in {report.milliseconds / 1000:.1f} s{again} [dim]run {report.run}[/]"
        if report.passed:
            continue
        for step in report.steps:
            yield f"    {SIGNS[step.result]} {step.name}"
            if step.result is Result.FAILED:
                yield f"        expected {escape(step.expected)}"
                yield f"        got {escape(step.got)}"
        for name, link in report.links.items():
            yield f"    {name}: {escape(link)}"
    failed = sum(not tried.last.passed for tried in attempts.values())
    yield f"[bold]{len(attempts) - failed} of {len(attempts)} canaries passed[/]"


def _junit(attempts: Mapping[str, Attempts]) -> str:
    root = Element("testsuites", name="watchbill canary")
    for key, tried in attempts.items():
        _add_suite(root, key, tried.last)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _add_suite(root: Element, key: str, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=key, tests=str(len(report.steps)), failures=str(len(report.failed)))
    suite.set("skipped", str(sum(step.result is Result.SKIPPED for step in report.steps)))
    suite.set("time", f"{report.milliseconds / 1000:.3f}")
    suite.set("timestamp", report.moment)
    for number, step in enumerate(report.steps, start=1):
        case = SubElement(suite, "testcase", classname=f"canary.{key}", name=f"{number} {step.name}")
        case.set("time", f"{step.milliseconds / 1000:.3f}")
        if step.result is Result.FAILED:
            failure = SubElement(case, "failure", message=f"expected {step.expected}; got {step.got}", type=step.name)
            failure.text = "\n".join(f"{name}: {link}" for name, link in report.links.items())
        elif step.result is Result.SKIPPED:
            SubElement(case, "skipped")
