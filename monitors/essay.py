"""A rule's docstring → its essay."""

from __future__ import annotations

import inspect
import re

from monitors.model.essay import HEADINGS, Essay


def read_essay(docstring: str) -> Essay:
    """Split a docstring at its headings. Steps are lines that begin with `- `; continuation lines are joined."""
    lines = inspect.cleandoc(docstring).splitlines()
    parts: dict[str, list[str]] = {"": []}
    current = ""
    for line in lines:
        heading = re.match(rf"({'|'.join(HEADINGS)}):\s*(.*)$", line)
        if heading:
            current = heading.group(1)
            parts[current] = [heading.group(2)] if heading.group(2) else []
        else:
            parts[current].append(line)
    return Essay(
        symptom=_paragraph(parts[""]).split("\n")[0].rstrip("."),
        watches=_paragraph(parts.get("Watches", [])),
        hurts=_paragraph(parts.get("Hurts", [])),
        wrong_when=_paragraph(parts.get("Wrong when", [])),
        first=_steps(parts.get("First", [])),
        then=_steps(parts.get("Then", [])),
        prevent=_steps(parts.get("Prevent", [])),
        form=_paragraph(parts.get("Form", [])),
    )


def _paragraph(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())


def _steps(lines: list[str]) -> tuple[str, ...]:
    steps: list[str] = []
    for line in (line.strip() for line in lines):
        if line.startswith("- ") or (line and not steps):
            steps.append(line.removeprefix("- "))
        elif line:
            steps[-1] += f" {line}"
    return tuple(steps)
