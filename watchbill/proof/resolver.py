"""Finds the alarms that test files name: in the catalogue, the repository's plan, or a template beside the file."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monitors.evaluator.adoption import of_foreign, of_plan
from monitors.evaluator.intake import read_alarms
from monitors.evaluator.rule_subject import plan_rule
from monitors.evaluator.subject import Subject, SubjectError, pick
from monitors.model.alarm import CompositeAlarm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitors.catalogue import Catalogue
    from monitors.model.alarm import Alarm
    from monitors.model.plan import Plan


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    from monitors.catalogue import load_catalogue

    return load_catalogue()


@lru_cache(maxsize=4)
def _plan(spec: Path, environment: str | None) -> Plan:
    from watchbill.reading import read_plan

    return read_plan(spec, environment)


def find_planned(plan: Plan, alarm: str) -> Subject:
    """An alarm with all that share its incident; a composite with all it rests on. Raises SubjectError."""
    named = next((one for one in plan.every_alarm if alarm in _names(one)), None)
    if named is None:
        close = get_close_matches(alarm, [name for one in plan.every_alarm for name in _names(one)], n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ": `watchbill plan` lists them"
        raise SubjectError(f"the plan has no alarm {alarm!r}{hint}", "alarm")
    if isinstance(named, CompositeAlarm):
        return pick(of_plan(plan.alarms, plan.composites), named.name)
    return of_plan([one for one in plan.alarms if one.incident == named.incident])


def _names(alarm: Alarm | CompositeAlarm) -> tuple[str, str]:
    return alarm.name, alarm.id


class FileResolver:
    """A `monitors.evaluator.subject.Resolver` for one test file. The plan is read only when an alarm of it is named."""

    def __init__(self, file: Path, spec: Path, environment: str | None) -> None:
        self._folder, self._spec, self._environment = file.parent, spec, environment
        self._rules: dict[str, Subject] = {}

    def rule(self, rule: str, resource: Mapping[str, Any], spec: Mapping[str, Any]) -> Subject:
        key = json.dumps([rule, resource, spec], sort_keys=True, default=str)
        if key not in self._rules:
            self._rules[key] = plan_rule(rule, resource, spec, _catalogue())
        return self._rules[key]

    def planned(self, alarm: str, environment: str | None) -> Subject:
        return find_planned(_plan(self._spec, self._environment or environment), alarm)

    def template(self, path: str, parameters: Mapping[str, str]) -> Subject:
        file = self._folder / path
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SubjectError(f"{file}: {getattr(error, 'strerror', None) or 'not UTF-8'}", "template") from error
        intake = read_alarms(text, file=str(file), parameters=parameters)
        if not intake.alarms and not intake.composites:
            told = "; ".join(f"{one.source}: {one.message}" for one in intake.findings)
            raise SubjectError(told or f"{file}: there are no alarms in it", "template")
        return of_foreign(intake)
