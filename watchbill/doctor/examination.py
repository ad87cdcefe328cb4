"""Finds the checks, runs them side by side, and turns what goes wrong in one into a finding of its own."""

from __future__ import annotations

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from monitors.model.errors import WatchbillError
from watchbill.cloud.error import in_words
from watchbill.doctor import checks
from watchbill.doctor.finding import Finding, Verdict, unknown
from watchbill.doctor.policy import Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from watchbill.doctor.patient import Patient

PARALLEL = 8


class Check(Protocol):
    """A module of `checks/`."""

    __doc__: str | None

    def examine(self, patient: Patient) -> Iterable[Finding]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One check's findings; none where there was nothing to look at."""

    name: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of them."""
        found = {finding.verdict for finding in self.findings}
        order = (Verdict.PROBLEM, Verdict.WARNING, Verdict.UNKNOWN)
        return next((verdict for verdict in order if verdict in found), Verdict.WELL)


@cache
def find_checks() -> dict[str, Check]:
    """Name → module, in order of name."""
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    return {name: cast("Check", importlib.import_module(f"{checks.__name__}.{name}")) for name in names}


def title(check: Check) -> str:
    return (check.__doc__ or "").strip().split("\n", 1)[0]


def examine(patient: Patient, only: Sequence[str] = ()) -> tuple[Result, ...]:
    """Every check's result, or those of the names given. Raises CloudError where nobody can be asked at all."""
    with in_words():
        _ = patient.place  # without credentials nothing else can be asked
    chosen = {name: check for name, check in find_checks().items() if not only or name in only}
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="doctor") as pool:
        return tuple(pool.map(lambda name: _result(name, chosen[name], patient), chosen))


def _result(name: str, check: Check, patient: Patient) -> Result:
    found: list[Finding] = []
    try:
        with in_words():
            found.extend(check.examine(patient))
    except WatchbillError as error:
        found.append(unknown("could not be looked at", str(error)))
    except Undecided as reason:
        found.append(unknown("a policy could not be understood", f"it holds {reason}", "read it in the console"))
    return Result(name=name, title=title(check), findings=tuple(found))
