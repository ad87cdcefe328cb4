"""Alarms from wherever they are written → the subject of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.intake import Intake
from monitors.evaluator.intake.composite_alarm import read_composite
from monitors.evaluator.intake.log_alarm import read_log_alarm
from monitors.evaluator.intake.metric_alarm import read_metric_alarm
from monitors.evaluator.intake.reader import Reader
from monitors.evaluator.state import State
from monitors.evaluator.subject import Composite, Member, Subject, SubjectError
from monitors.model.alarm import Part
from monitors.model.problem import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitors.evaluator.intake import Actions, ForeignAlarm, ForeignComposite, ForeignMute
    from monitors.evaluator.intake.check import CheckMetric
    from monitors.evaluator.intake.located import Located
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.problem import Problem


def of_plan(alarms: Iterable[Alarm], composites: Iterable[CompositeAlarm] = ()) -> Subject:
    """Alarms of our own vocabulary."""
    return Subject(
        members=tuple(
            Member(
                name=alarm.name,
                condition=alarm.condition,
                part=alarm.part.value,
                incident=alarm.incident,
                tells=_tells(alarm=alarm.tells_alarm, ok=alarm.tells_ok),
                severity=alarm.severity.value,
            )
            for alarm in alarms
        ),
        composites=tuple(
            Composite(
                name=composite.name,
                rule_expression=composite.rule_expression,
                incident=composite.incident,
                tells=_tells(alarm=composite.tells, ok=composite.tells),
                severity=composite.severity.value,
            )
            for composite in composites
        ),
    )


def of_foreign(intake: Intake) -> Subject:
    """Alarms that others wrote. One that cannot be evaluated is left out; the findings say why."""
    return Subject(
        members=tuple(
            Member(
                name=alarm.name,
                condition=alarm.condition,
                part=Part.TRIP.value,
                incident=alarm.name,
                tells=_foreign_tells(alarm.actions),
            )
            for alarm in intake.alarms
            if alarm.condition is not None
        ),
        composites=tuple(
            Composite(
                name=composite.name,
                rule_expression=composite.rule_expression,
                incident=composite.name,
                tells=_foreign_tells(composite.actions),
                suppressor=composite.suppressor,
                wait=composite.suppressor_wait,
                extension=composite.suppressor_extension,
            )
            for composite in intake.composites
        ),
        mutes=tuple((one.rule, frozenset(one.alarms)) for one in intake.mutes if one.rule is not None),
        findings=tuple(_attribute([*intake.alarms, *intake.composites, *intake.mutes], intake.findings)),
    )


def _attribute(
    entries: Sequence[ForeignAlarm | ForeignComposite | ForeignMute], findings: Iterable[Problem]
) -> Iterator[tuple[str, Problem]]:
    """Each finding with the alarm it is about; with the resource's own id where that made no alarm."""
    for finding in findings:
        inside = f"{finding.path}."
        named = [one for one in entries if inside.startswith(f"{one.path}.") or finding.source == one.source]
        yield named[0].name if named else inside.split(".")[1], finding


def read_inline(alarms: Mapping[str, Located], file: str, check_metric: CheckMetric) -> Subject:
    """Alarms written in the test itself, with CloudFormation's properties. Raises SubjectError with the first fault."""
    judged: list[ForeignAlarm] = []
    composites: list[ForeignComposite] = []
    findings: list[Problem] = []
    for name, properties in alarms.items():
        reader = Reader(properties, file, f"alarms.{name}")
        source = properties.source(file)
        if "AlarmRule" in properties:
            composites.append(read_composite(reader, name, source))
        elif "ScheduledQueryConfiguration" in properties:
            judged.append(read_log_alarm(reader, name, source))
        else:
            judged.append(read_metric_alarm(reader, name, source, check_metric))
        findings += reader.findings
    subject = of_foreign(Intake(alarms=tuple(judged), composites=tuple(composites), findings=tuple(findings)))
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        raise SubjectError("; ".join(f"{finding.source}: {finding.message}" for finding in errors))
    return subject


def _tells(*, alarm: bool, ok: bool) -> frozenset[State]:
    return frozenset(state for state, told in ((State.ALARM, alarm), (State.OK, ok)) if told)


def _foreign_tells(actions: Actions) -> frozenset[State]:
    told = _tells(alarm=actions.tells_alarm, ok=actions.tells_ok)
    return told | {State.INSUFFICIENT_DATA} if actions.enabled and actions.insufficient_data else told
