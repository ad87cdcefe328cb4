"""Resolves a template's values: parameters, names of resources, and the intrinsic functions between them.

What text and parameters leave open becomes a placeholder that says what is missing: `${Topic}`, `${Region}`.
Pseudo-parameters lose their `AWS::` there: colons would break ARNs apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitors.evaluator.intake.intrinsic import FUNCTIONS
from monitors.evaluator.intake.located import Located
from monitors.evaluator.intake.truth import truth

MAX_DEPTH = 30
"""Levels of nesting that are followed: an alias that holds itself, or a condition that does, ends here."""

_ABSENT = object()

# The property that a resource's Ref or attribute returns, where the template names it (CloudFormation's reference).
_NAMES = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::CompositeAlarm": "AlarmName",
    "AWS::CloudWatch::LogAlarm": "AlarmName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Serverless::SimpleTable": "TableName",
    "AWS::Events::Rule": "Name",
    "AWS::ApiGateway::RestApi": "Name",
}
_ATTRIBUTES = {("AWS::SQS::Queue", "QueueName"): "QueueName", ("AWS::SNS::Topic", "TopicName"): "TopicName"}
_ALARMS = frozenset({"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::LogAlarm"})


@dataclass(slots=True)
class Resolver:
    """One template under given parameters (pseudo-parameters too, as `AWS::Region`)."""

    template: Mapping[str, Any]
    given: Mapping[str, str]
    depth: int = field(default=0)

    def resolve(self, value: object) -> Any:
        """The value with every intrinsic replaced; AWS::NoValue removes what holds it. Never raises."""
        found = self.visit(value)
        return None if found is _ABSENT else found

    def condition(self, name: object) -> bool | None:
        """A named condition of the template; None where it is not decided."""
        return truth(self, {"Condition": name})

    def section(self, name: str) -> Mapping[str, Any]:
        section = self.template.get(name)
        return section if isinstance(section, Mapping) else {}

    def visit(self, value: object) -> Any:
        """As `resolve`, but AWS::NoValue stays a mark, for whatever holds it to drop."""
        if self.depth >= MAX_DEPTH:
            return "${nested too deeply}"
        self.depth += 1
        try:
            return self._visit(value)
        finally:
            self.depth -= 1

    def _visit(self, value: object) -> Any:
        if isinstance(value, list):
            return [item for item in map(self.visit, value) if item is not _ABSENT]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        return self._copy(value)

    def _copy(self, value: Mapping[str, Any]) -> Located:
        copied = Located(value.place if isinstance(value, Located) else (1, 1))
        copied.places = value.places if isinstance(value, Located) else {}
        for key, item in value.items():
            if (found := self.visit(item)) is not _ABSENT:
                copied[key] = found
        return copied

    def _call(self, name: str, argument: object) -> Any:
        if name == "Ref":
            return self.refer(argument)
        try:
            found = FUNCTIONS[name](self, argument)
        except (TypeError, ValueError, LookupError, AttributeError):
            found = None  # not the shape that CloudFormation asks for: as open as what it cannot know
        return _placeholder(name, argument) if found is None else found

    def refer(self, name: object) -> Any:
        """What Ref gives: a parameter's value, a resource's name, or a placeholder."""
        key = str(name)
        if key == "AWS::NoValue":
            return _ABSENT
        if key in self.given:
            return self._typed(key, self.given[key])
        if key in self.section("Parameters"):
            return self._default(key)
        kind, properties = self._resource(key)
        unnamed = key if kind in _ALARMS else f"${{{key.removeprefix('AWS::')}}}"
        return self.visit(properties.get(_NAMES.get(kind, ""))) or unnamed

    def attribute(self, path: str) -> Any:
        """What GetAtt gives for `Resource.Attribute`."""
        target, _, attribute = path.partition(".")
        kind, properties = self._resource(target)
        if kind in _ALARMS and attribute == "Arn":
            name = self.refer(target)
            return f"arn:${{Partition}}:cloudwatch:${{Region}}:${{AccountId}}:alarm:{name}"
        return self.visit(properties.get(_ATTRIBUTES.get((kind, attribute), ""))) or f"${{{path}}}"

    def _resource(self, key: str) -> tuple[str, Mapping[str, Any]]:
        resource = self.section("Resources").get(key)
        if not isinstance(resource, Mapping):
            return "", {}
        properties = resource.get("Properties")
        return str(resource.get("Type")), properties if isinstance(properties, Mapping) else {}

    def _default(self, key: str) -> Any:
        """A parameter's default, unless it is a secret, or the name of one in SSM instead of the value."""
        declared = self._declared(key)
        hidden = str(declared.get("NoEcho", "")).lower() == "true"
        if "Default" not in declared or hidden or str(declared.get("Type", "")).startswith("AWS::SSM::"):
            return f"${{{key}}}"
        return self._typed(key, declared["Default"])

    def _typed(self, key: str, value: object) -> Any:
        kind = str(self._declared(key).get("Type", ""))
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            return [part.strip() for part in str(value).split(",")]
        return value

    def _declared(self, key: str) -> Mapping[str, Any]:
        declared = self.section("Parameters").get(key)
        return declared if isinstance(declared, Mapping) else {}


def _placeholder(name: str, argument: object) -> str:
    """`${ImportValue scores-stream}`; without the argument where it is no plain text."""
    detail = f" {argument}" if isinstance(argument, str) else ""
    return f"${{{name.removeprefix('Fn::')}{detail}}}"
