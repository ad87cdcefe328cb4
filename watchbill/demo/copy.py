"""A copy of a project that the demo may edit: the spec, and the folders beside it that its handlers live in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitors.model.plan import Plan


@dataclass(frozen=True, slots=True)
class ProjectCopy:
    """`spec` is the copy's main file."""

    spec: Path

    @classmethod
    def make(cls, spec: Path, plan: Plan, folder: Path) -> ProjectCopy:
        """Copy the spec and its handlers' top folders into `folder`."""
        handlers = (entry.resource.settings.handler for entry in plan.of_kind("lambda_function"))
        for top in sorted({str(handler).partition(".")[0] for handler in handlers if handler}):
            if (spec.parent / top).is_dir():
                shutil.copytree(spec.parent / top, folder / top, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(Path(shutil.copy(spec, folder)))

    def edit(self, path: Iterable[str], value: Any) -> None:
        """Set one key of the spec, making the sections on its way. Comments are lost: it is only the copy's."""
        document = yaml.safe_load(self.spec.read_text(encoding="utf-8"))
        *sections, key = path
        section = document
        for name in sections:
            section = section.setdefault(name, {})
        section[key] = value
        self.spec.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
