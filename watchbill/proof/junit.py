"""Results as JUnit XML, one suite a file."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from watchbill.proof.full import REFUSED, report_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.model.problem import Problem
    from watchbill.proof.session import Report


def to_junit(reports: Sequence[Report], problems: Sequence[Problem], *, strict: bool) -> str:
    """One document. Problems of the files themselves are errors; `strict` makes a test that depends a failure."""
    root = Element("testsuites", name="watchbill test")
    for file, group in groupby(reports, key=lambda report: report.file):
        entries = list(group)
        suite = SubElement(root, "testsuite", name=file, tests=str(len(entries)))
        suite.set("failures", str(sum(_is_failure(report, strict=strict) for report in entries)))
        suite.set("errors", str(sum(report.result is None for report in entries)))
        suite.set("time", f"{sum(report.seconds for report in entries):.3f}")
        for report in entries:
            _add(suite, report, strict=strict)
    for problem in problems:
        suite = SubElement(root, "testsuite", name=problem.source.file, tests="1", failures="0", errors="1")
        case = SubElement(suite, "testcase", name=f"line {problem.source.line}", classname=problem.source.file)
        SubElement(case, "error", message=problem.message, type=problem.code).text = problem.help
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _is_failure(report: Report, *, strict: bool) -> bool:
    return report.result is not None and (report.failed or (strict and report.depends))


def _add(suite: Element, report: Report, *, strict: bool) -> None:
    case = SubElement(suite, "testcase", name=report.name, classname=report.file, time=f"{report.seconds:.3f}")
    case.set("file", report.file)
    case.set("line", str(report.source.line))
    text = "\n".join(line for line, _ in report_lines(report))
    if report.result is None:
        SubElement(case, "error", message=report.error, type="cannot-run").text = text
    elif _is_failure(report, strict=strict):
        first = next(iter(report.result.shortfalls), None)
        message = f"expected {first.expected}, got {first.got}" if first else "depends on undocumented behaviour"
        message = REFUSED if report.refused else message
        SubElement(case, "failure", message=message, type=report.result.verdict.value).text = text
    elif report.result.fragilities:
        SubElement(case, "system-out").text = text
