"""One text → all its alarms: a CloudFormation or SAM template, or what `aws cloudwatch describe-alarms` printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from monitors.evaluator.intake.composite_alarm import read_composite
from monitors.evaluator.intake.document import load
from monitors.evaluator.intake.foreign import ForeignAlarm, ForeignComposite, ForeignMute, Intake
from monitors.evaluator.intake.located import Located, UnreadableError
from monitors.evaluator.intake.log_alarm import read_log_alarm
from monitors.evaluator.intake.metric_alarm import read_metric_alarm
from monitors.evaluator.intake.mute_rule import read_mute_rule
from monitors.evaluator.intake.property import COMPOSITE_ALARM, LOG_ALARM, METRIC_ALARM, MUTE_RULE
from monitors.evaluator.intake.reader import Reader
from monitors.evaluator.intake.resolver import Resolver
from monitors.model.problem import Level, Problem
from monitors.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.evaluator.intake.check import CheckMetric

METRIC, COMPOSITE, LOG = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::LogAlarm"
MUTE = "AWS::CloudWatch::AlarmMuteRule"
_KNOWN = {METRIC: METRIC_ALARM, COMPOSITE: COMPOSITE_ALARM, LOG: LOG_ALARM, MUTE: MUTE_RULE}
_DUMPED = {"MetricAlarms": METRIC, "CompositeAlarms": COMPOSITE, "LogAlarms": LOG}


def read_alarms(
    text: str,
    *,
    file: str,
    parameters: Mapping[str, str] | None = None,
    check_metric: CheckMetric | None = None,
) -> Intake:
    """Every alarm in the text, with findings in its order. `file` only names the text in findings.

    `parameters` are CloudFormation's, pseudo-parameters included (`AWS::Region`); without a value or default a
    placeholder `${Name}` stands in. `check_metric` is the registry's unless another is given. Never raises: a text
    that cannot be read is a finding.
    """
    try:
        document = load(text, file)
    except UnreadableError as error:
        return Intake(alarms=(), composites=(), findings=(_problem("unreadable", error.message, error.source),))
    collector = _Collector(file, check_metric or _registry())
    if isinstance(document, Mapping) and isinstance(document.get("Resources"), Mapping):
        collector.read_template(document, parameters or {})
    elif isinstance(document, Mapping) and _DUMPED.keys() & document.keys():
        collector.read_dump(document)
    else:
        why = f"neither a template (no Resources) nor a DescribeAlarms dump (no {', '.join(_DUMPED)})"
        collector.findings.append(_problem("unreadable", why, Source(file, 1)))
    return collector.finish()


def _registry() -> CheckMetric:
    from monitors.evaluator.intake.known import judge_metric

    return judge_metric


class _Collector:
    """Gathers what one text holds."""

    def __init__(self, file: str, check_metric: CheckMetric) -> None:
        self.file = file
        self.check_metric = check_metric
        self.alarms: list[ForeignAlarm] = []
        self.composites: list[ForeignComposite] = []
        self.mutes: list[ForeignMute] = []
        self.findings: list[Problem] = []

    def read_template(self, template: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        resolver = Resolver(template, parameters)
        for key, resource in template["Resources"].items():
            source = _source(template["Resources"], self.file, key)
            if key.startswith("Fn::ForEach"):
                why = "Fn::ForEach is expanded by CloudFormation alone; alarms inside it are not read"
                self.findings.append(_problem("not-read", why, source, path=f"Resources.{key}", level=Level.WARNING))
            if not isinstance(resource, Mapping) or resource.get("Type") not in _KNOWN:
                continue
            if "Condition" in resource and resolver.condition(resource["Condition"]) is False:
                why = f"not created: its condition {resource['Condition']} is false under these parameters"
                self.findings.append(_problem("not-created", why, source, path=f"Resources.{key}", level=Level.WARNING))
                continue
            properties = resolver.resolve(resource.get("Properties") or Located(_place(resource)))
            key_of_name = "Name" if resource["Type"] == MUTE else "AlarmName"
            name = properties.get(key_of_name) if isinstance(properties, Mapping) else None
            self._add(str(resource["Type"]), str(name or key), properties, f"Resources.{key}.Properties", source)

    def read_dump(self, dump: Mapping[str, Any]) -> None:
        for section, kind in _DUMPED.items():
            entries = dump.get(section)
            for index, properties in enumerate(entries if isinstance(entries, list) else []):
                source = Source(self.file, *_place(properties))
                name = properties.get("AlarmName") if isinstance(properties, Mapping) else None
                self._add(
                    kind, str(name or f"{section}[{index}]"), properties, f"{section}[{index}]", source, dumped=True
                )

    def _add(
        self, kind: str, name: str, properties: object, path: str, source: Source, *, dumped: bool = False
    ) -> None:
        if not isinstance(properties, Mapping):
            self.findings.append(_problem("wrong-type", "an alarm's properties are a mapping", source, path=path))
            return
        reader = Reader(properties, self.file, path)
        if not dumped:
            reader.report_unknown(_KNOWN[kind])
        if kind == COMPOSITE:
            self.composites.append(read_composite(reader, name, source))
        elif kind == MUTE:
            self.mutes.append(read_mute_rule(reader, name, source))
        elif kind == LOG:
            self.alarms.append(read_log_alarm(reader, name, source))
        else:
            self.alarms.append(read_metric_alarm(reader, name, source, self.check_metric))
        self.findings += reader.findings

    def finish(self) -> Intake:
        return Intake(
            alarms=tuple(self.alarms),
            composites=tuple(self.composites),
            mutes=tuple(self.mutes),
            findings=(*self.findings, *self._doubled(), *self._unknown_children()),
        )

    def _doubled(self) -> Iterator[Problem]:
        seen: set[str] = set()
        alarms: list[ForeignAlarm | ForeignComposite] = [*self.alarms, *self.composites]
        for alarm in alarms:
            if alarm.name in seen:
                why = f"another alarm is called {alarm.name!r}; the later overwrites the earlier"
                yield _problem("duplicate-name", why, alarm.source)
            seen.add(alarm.name)

    def _unknown_children(self) -> Iterator[Problem]:
        names = {alarm.name for alarm in self.alarms} | {alarm.name for alarm in self.composites}
        for composite in self.composites:
            for child in composite.children:
                if child not in names:
                    why = f"{composite.name}: its child {child!r} is not in this text; its state must be given"
                    yield _problem("unknown-child", why, composite.source, level=Level.WARNING)
        for mute in self.mutes:
            for alarm in mute.alarms:
                if alarm not in names and "${" not in alarm:
                    why = f"{mute.name} mutes {alarm!r}, which is not in this text"
                    yield _problem("unknown-child", why, mute.source, path=mute.path, level=Level.WARNING)


def _problem(code: str, message: str, source: Source, *, path: str = "", level: Level = Level.ERROR) -> Problem:
    return Problem(code=code, message=message, source=source, path=path, level=level)


def _source(mapping: object, file: str, key: str) -> Source:
    return mapping.source(file, key) if isinstance(mapping, Located) else Source(file, 1)


def _place(value: object) -> tuple[int, int]:
    return value.place if isinstance(value, Located) else (1, 1)
