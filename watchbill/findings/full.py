"""For people: what, where with an excerpt and a caret, what to do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from watchbill.findings import Findings

CLIPPED = 140
"""Longer lines are shown around the caret only."""
HIDDEN = "(not shown: it holds a secret)"


def render(findings: Findings) -> str:
    """Every problem as a paragraph, then how many there are."""
    pages = _Pages(findings)
    paragraphs = [_paragraph(problem, findings, pages) for problem in findings.problems]
    return "\n\n".join((*paragraphs, _summary(findings)))


class _Pages:
    """The lines of each file, and which of them no excerpt may show."""

    def __init__(self, findings: Findings) -> None:
        from monitors.spec.line import split_lines
        from monitors.spec.secret import hidden_lines

        files = {problem.source.file for problem in findings.problems} & findings.texts.keys()
        self.lines = {file: split_lines(findings.texts[file]) for file in files}
        self.hidden = {file: hidden_lines(findings.texts[file], file) for file in files}

    def line(self, file: str, number: int) -> str | None:
        """One line as it may be shown; None where there is none."""
        lines = self.lines.get(file, [])
        if not 1 <= number <= len(lines):
            return None
        return HIDDEN if number in self.hidden[file] else printable(lines[number - 1])


def _paragraph(problem: Problem, findings: Findings, pages: _Pages) -> str:
    source = problem.source
    gutter = " " * len(str(source.line))
    where = f" ({printable(problem.path)})" if problem.path else ""
    parts = [
        printable(f"{problem.level}[{problem.code}]: {problem.message}"),
        f"{gutter}--> {findings.path(problem)}:{source.line}:{source.column}{where}",
        *_excerpt(problem, pages, gutter),
    ]
    if problem.help:
        parts.append(printable(f"{gutter} = help: {problem.help}"))
    return "\n".join(parts)


def _excerpt(problem: Problem, pages: _Pages, gutter: str) -> list[str]:
    file, number, column = problem.source.file, problem.source.line, problem.source.column
    line = pages.line(file, number)
    if line is None:
        return []
    before = pages.line(file, number - 1)
    shown = [f"{gutter} |"]
    if before:
        shown.append(f"{number - 1:>{len(gutter)}} | {_clip(before, 0)[0]}".rstrip())
    text, offset = _clip(line, column - 1)
    shown.append(f"{number} | {text}".rstrip())
    if line is not HIDDEN:
        caret = "^" * max(1, _wide(text[offset : offset + problem.width]))
        shown.append(f"{gutter} | {' ' * _wide(text[:offset])}{caret}")
    return shown


def _clip(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and where the column is in it."""
    if len(line) <= CLIPPED:
        return line, column
    start = max(0, column - CLIPPED // 2)
    part = line[start : start + CLIPPED]
    head = "…" if start else ""
    return f"{head}{part}{'…' if start + CLIPPED < len(line) else ''}", column - start + len(head)


def _wide(text: str) -> int:
    """Columns a terminal needs: East Asian wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def printable(line: str) -> str:
    """A line that cannot steer the terminal it is printed on; tabs become single spaces, so that columns hold."""
    return "".join(letter if letter.isprintable() else " " if letter == "\t" else "\ufffd" for letter in line)


def _summary(findings: Findings) -> str:
    if not findings.problems:
        return "No problems found."
    count, files = len(findings.problems), len({problem.source.file for problem in findings.problems})
    return f"Found {count} problem{'s' * (count != 1)} in {files} file{'s' * (files != 1)}."
