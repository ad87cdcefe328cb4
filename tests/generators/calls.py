"""Which AWS calls a handler's code makes: read from the source of everything that it imports."""

from __future__ import annotations

import re

from tests.generators.templates import ROOT
from watchbill.packaging.imports import module_file, trace

CLIENT = r'(?:boto3\.)?client\(\s*"(\w+)"[^()\n]*\)'
CALL = re.compile(CLIENT + r'\s*\.(?:get_paginator\("(\w+)"\)|(\w+)\()')
KEPT = re.compile(r"(\w+)\s*=\s*" + CLIENT + "$", re.MULTILINE)
"""A client kept in a variable: its calls are those on that name."""


def calls(handler: str, *, folder: bool = False) -> set[str]:
    """`s3:GetObject` and the like. `folder`: of all modules beside the handler too, which it finds by walking."""
    entry = module_file(ROOT, handler.rpartition(".")[0])
    assert entry is not None
    beside = [path.relative_to(ROOT) for path in (ROOT / entry.parent).rglob("*.py")] if folder else []
    return {name for path in trace(ROOT, [entry, *beside]).files for name in _called((ROOT / path).read_text())}


def _called(text: str) -> set[str]:
    found = {(service, paginated or method) for service, paginated, method in CALL.findall(text)}
    for variable, service in KEPT.findall(text):
        methods = re.findall(rf"\b{variable}\.(?!meta|exceptions)(\w+)\(", text)
        found |= {(service, method) for method in methods}
    return {f"{service}:{''.join(word.capitalize() for word in method.split('_'))}" for service, method in found}


def renamed(names: set[str], other: dict[str, str | None]) -> set[str]:
    """The rights that calls want, where their names differ (Service Authorization Reference)."""
    return {right for name in names if (right := other.get(name, name))}
