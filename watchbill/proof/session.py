"""Test files → reports, one a test. Nothing here prints."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from monitors.evaluator.adoption import read_inline
from monitors.evaluator.reading import read_cases
from monitors.evaluator.subject import Subject, SubjectError, join_parts, pick
from monitors.evaluator.timeline import Result, Verdict, run
from monitors.model.errors import PlanError, SpecError, WatchbillError
from monitors.model.problem import Level, Problem
from watchbill.proof.resolver import FileResolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.expectation import Shortfall
    from monitors.evaluator.reading import ReadCase
    from monitors.model.source import Source

DEFAULT_PATHS = (Path("tests/alarms"), Path("workers"))
HERE = (Path(),)
"""Looked in where there is neither: a project of somebody else."""
NAMES = ("*.alarms.yaml", "*.alarms.yml")
"""What counts as a test file anywhere; under tests/alarms every YAML file does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One test, done. `subject` and `result` are None where it could not run; `error` then says why."""

    file: str
    name: str
    source: Source
    case: ReadCase
    seconds: float
    subject: Subject | None = None
    result: Result | None = None
    error: str = ""

    @property
    def findings(self) -> tuple[tuple[str, Problem], ...]:
        """(alarm, what is wrong or doubtful about it), of the alarms under test; series to be given have been."""
        found = self.subject.findings if self.subject is not None else ()
        return tuple((alarm, finding) for alarm, finding in found if finding.code != "needs-series")

    @property
    def refused(self) -> bool:
        """Whether AWS would not take an alarm under test, or it would have no data for ever."""
        return any(finding.level is Level.ERROR for _, finding in self.findings)

    @property
    def failed(self) -> bool:
        return self.result is None or self.refused or self.result.verdict is Verdict.FAILED

    @property
    def depends(self) -> bool:
        return self.result is not None and self.result.verdict is Verdict.DEPENDS

    def shortfall_source(self, shortfall: Shortfall) -> Source:
        return self.case.place("expect", shortfall.index)


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Files as given and those found in folders, each once. Raises WatchbillError for a path that is not there."""
    found: dict[Path, None] = {}
    for path in paths or [path for path in DEFAULT_PATHS if path.exists()] or HERE:
        if path.is_dir():
            whole = "alarms" in path.parts or path.name == "alarms"
            patterns = ("*.yaml", "*.yml") if whole else NAMES
            found |= dict.fromkeys(sorted(_below(path, patterns)))
        elif path.exists():
            found[path] = None
        else:
            raise WatchbillError(f"{path}: there is no such file or folder")
    return list(found)


def _below(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """Matching files, but not those of other people's code."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        yield from (Path(parent, name) for name in files if any(fnmatch(name, pattern) for pattern in patterns))


def read_file(file: Path) -> tuple[list[ReadCase], list[Problem]]:
    """The cases of one file, and what is wrong with it. Raises WatchbillError where it is no UTF-8 text."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WatchbillError(f"{file}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error
    return read_cases(text, str(file))


def run_cases(
    file: Path, cases: Sequence[ReadCase], *, spec: Path, environment: str | None, wanted: str = ""
) -> Iterator[Report]:
    """Run the cases whose name, rule, alarm or file contains `wanted`, one after the other."""
    resolver = FileResolver(file, spec, environment)
    for read in cases:
        case = read.case
        if (
            wanted.lower()
            not in " ".join([str(file), case.name, case.rule or "", case.alarm or "", *case.alarms]).lower()
        ):
            continue
        begun = time.perf_counter()
        subject, result, error, source = None, None, "", read.source
        try:
            subject = resolve(read, file, resolver)
            result = run(case, subject)
        except SubjectError as problem:
            error, source = str(problem), read.place(*problem.path) if problem.path else source
        except (SpecError, PlanError) as problem:
            error = "; ".join(f"{one.source}: {one.message}" for one in problem.problems)
        except (WatchbillError, ValueError) as problem:
            error = str(problem)
        yield Report(
            file=str(file),
            name=case.name,
            source=source,
            case=read,
            seconds=time.perf_counter() - begun,
            subject=subject,
            result=result,
            error=error,
        )


def resolve(read: ReadCase, file: Path, resolver: FileResolver) -> Subject:
    """The alarms that a case is about. Raises SubjectError."""
    case = read.case
    if case.rule is not None:
        return resolver.rule(case.rule, case.resource or {}, case.spec or {})
    if case.alarms:
        subject = read_inline(read.alarms, str(file), _check_metric)
    elif case.template is not None:
        subject = resolver.template(case.template, case.parameters)
    elif case.alarm is not None:
        return resolver.planned(case.alarm, case.environment)
    else:
        raise SubjectError("nothing says which alarm is tested")
    subject = join_parts(subject, case.parts) if case.parts else subject
    return pick(subject, case.alarm) if case.alarm is not None else subject


def _check_metric(metric: object, unit: str | None) -> tuple[tuple[str, str], ...]:
    """Alarms written in a test may watch what no registry knows."""
    return ()
