"""A rule of the catalogue on a resource that a test describes: a spec of that one resource, planned as any other."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from monitors.evaluator.adoption import of_plan
from monitors.evaluator.subject import Subject, SubjectError, pick
from monitors.load import load_spec
from monitors.model.errors import PlanError, SpecError
from monitors.plan import build_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.catalogue import Catalogue
    from monitors.model.plan import Plan

KEY = "subject"
"""The resource's key in the test's spec."""
_HEAD = {
    "version": 1,
    "service": "timelines",
    "product": "test",
    "region": "us-east-1",
    "owner": "team",
    "links": {"repository": "https://repository.example", "runbooks": "https://runbooks.example"},
    "teams": {"team": {"channel": "#team", "on_call": "nobody"}},
    "receivers": {"mailbox": {"channel": "sns", "to": ["nobody@example.com"]}},
    "routing": [{"to": ["mailbox"]}],
    "environments": {"test": {}},
}


def plan_rule(rule: str, resource: Mapping[str, Any], spec: Mapping[str, Any], catalogue: Catalogue) -> Subject:
    """All alarms of one rule, on a resource with these settings, beside whatever else `spec` declares.

    Kinds that no section lists (service, canary, router) follow from `spec`; their settings are tunings of the rule.
    Raises SubjectError for a rule that is not there, settings that the spec refuses, or a rule that makes no alarm.
    """
    kind, _, symptom = rule.partition(".")
    if kind not in catalogue.kinds or symptom not in catalogue.kinds[kind].rules:
        known = [f"{name}.{one}" for name, found in catalogue.kinds.items() for one in found.rules]
        close = get_close_matches(rule, known, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(close)}?" if close else ": `watchbill rules` lists them"
        raise SubjectError(f"no rule {rule!r} in the catalogue{hint}", "rule")
    section = catalogue.kinds[kind].spec.SECTION
    own: dict[str, Any] = {"defaults": {kind: {"rules": {symptom: dict(resource)}}}} if resource else {}
    if section is not None:
        own = {section: {KEY: {"managed": False, **resource}}}
    names = {"names": dict.fromkeys((name for name, one in catalogue.kinds.items() if one.spec.SECTION), "{key}")}
    plan = _plan(_merged(_merged({**_HEAD, **names}, own), spec), rule, catalogue)
    subject = of_plan(
        [alarm for alarm in plan.alarms if alarm.rule == rule and (section is None or alarm.resource == KEY)],
        [composite for composite in plan.composites if composite.rule == rule],
    )
    if not subject.names:
        raise SubjectError(f"{rule} makes no alarm for these settings: it does not apply, or is turned off", "rule")
    return _with_children(subject, plan) if subject.composites else subject


def _plan(document: Mapping[str, Any], rule: str, catalogue: Catalogue) -> Plan:
    file = "spec.yaml"
    try:
        loaded = load_spec({file: json.dumps(document)}, main=file, environment="test", catalogue=catalogue)
        return build_plan(loaded, catalogue)
    except (SpecError, PlanError) as error:
        if isinstance(error, SpecError) and all(
            problem.code == "override-changes-nothing" for problem in error.problems
        ):
            # A test may state what is the default anyway: it wants to be read by itself.
            return _plan(_without(document, {problem.path for problem in error.problems}), rule, catalogue)
        told = "; ".join(f"{problem.path}: {problem.message}" for problem in error.problems)
        raise SubjectError(f"{rule}: the settings make no valid spec: {told}", "resource") from error


def _without(document: Mapping[str, Any], paths: set[str], prefix: str = "") -> dict[str, Any]:
    return {
        key: _without(value, paths, f"{prefix}{key}.") if isinstance(value, dict) else value
        for key, value in document.items()
        if f"{prefix}{key}" not in paths
    }


def _with_children(subject: Subject, plan: Plan) -> Subject:
    """Composites need the states of all they look at, whichever rule made it."""
    everything = of_plan(plan.alarms, plan.composites)
    needed = {name for one in subject.composites for name in pick(everything, one.name).names}
    return Subject(
        members=tuple(one for one in everything.members if one.name in needed),
        composites=tuple(one for one in everything.composites if one.name in needed),
    )


def _merged(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in patch.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
