"""Intrinsic functions, conditions and parameters evaluate as CloudFormation's do."""

from __future__ import annotations

import pytest

from watchbill.local.api.error import AwsError
from watchbill.local.cloudformation.intrinsic import NO_VALUE, UNKNOWN, Scope, is_known
from watchbill.local.cloudformation.parameter import settle_parameters, shown_parameters, typed_parameters
from watchbill.local.cloudformation.template import read_template

RESOURCES = {("Table", ""): "demand", ("Table", "StreamArn"): "arn:stream", ("New", ""): UNKNOWN}


def scope(**changes):
    given = {
        "parameters": {"Env": "qa1", "Zones": ["a", "b", "c"]},
        "pseudo": {"AWS::Region": "us-east-1", "AWS::NoValue": NO_VALUE},
        "mappings": {"Sizes": {"qa1": {"memory": 128}}},
        "conditions": {
            "IsQa": {"Fn::Equals": [{"Ref": "Env"}, "qa1"]},
            "IsLive": {"Fn::Not": [{"Condition": "IsQa"}]},
            "Both": {"Fn::And": [{"Condition": "IsQa"}, {"Condition": "IsLive"}]},
            "Either": {"Fn::Or": [{"Condition": "IsQa"}, {"Condition": "IsLive"}]},
        },
        "lookup": lambda name, attribute: RESOURCES[name, attribute],
        "imported": {"export": "value"}.__getitem__,
    }
    return Scope(**{**given, **changes})


CASES = {
    "parameter": ({"Ref": "Env"}, "qa1"),
    "pseudo": ({"Ref": "AWS::Region"}, "us-east-1"),
    "resource": ({"Ref": "Table"}, "demand"),
    "attribute, list": ({"Fn::GetAtt": ["Table", "StreamArn"]}, "arn:stream"),
    "attribute, dotted": ({"Fn::GetAtt": "Table.StreamArn"}, "arn:stream"),
    "sub": ({"Fn::Sub": "${Env}/${Table}/${Table.StreamArn}/${AWS::Region}"}, "qa1/demand/arn:stream/us-east-1"),
    "sub, variables": ({"Fn::Sub": ["${x}-${Env}", {"x": {"Ref": "Table"}}]}, "demand-qa1"),
    "sub, literal": ({"Fn::Sub": "${!Literal} ${Env}"}, "${Literal} qa1"),
    "join": ({"Fn::Join": ["-", ["a", {"Ref": "Env"}, 3, True]]}, "a-qa1-3-true"),
    "join without no-value": ({"Fn::Join": ["-", ["a", {"Ref": "AWS::NoValue"}]]}, "a"),
    "join of a list": ({"Fn::Join": [",", {"Ref": "Zones"}]}, "a,b,c"),
    "select": ({"Fn::Select": ["1", {"Ref": "Zones"}]}, "b"),
    "split": ({"Fn::Split": ["-", "x-y"]}, ["x", "y"]),
    "select of split": ({"Fn::Select": [0, {"Fn::Split": [":", "q:r"]}]}, "q"),
    "if": ({"Fn::If": ["IsQa", 1, 2]}, 1),
    "if not": ({"Fn::If": ["IsLive", 1, 2]}, 2),
    "and": ({"Fn::If": ["Both", 1, 2]}, 2),
    "or": ({"Fn::If": ["Either", 1, 2]}, 1),
    "no value drops a property": ({"a": 1, "b": {"Fn::If": ["IsLive", 1, {"Ref": "AWS::NoValue"}]}}, {"a": 1}),
    "no value drops an item": ([1, {"Ref": "AWS::NoValue"}], [1]),
    "map": ({"Fn::FindInMap": ["Sizes", {"Ref": "Env"}, "memory"]}, 128),
    "import": ({"Fn::ImportValue": "export"}, "value"),
    "base64": ({"Fn::Base64": "hi"}, "aGk="),
    "unknown spreads through sub": ({"Fn::Sub": "a-${New}"}, UNKNOWN),
    "unknown spreads through join": ({"Fn::Join": ["", ["a", {"Ref": "New"}]]}, UNKNOWN),
}


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES)
def test_function_evaluates(value, expected) -> None:
    assert scope().resolve(value) == expected


def test_unknown_is_seen_at_any_depth() -> None:
    assert not is_known(scope().resolve({"a": [{"b": {"Ref": "New"}}]}))


ERRORS = {
    "map": ({"Fn::FindInMap": ["Sizes", "prd1", "memory"]}, "Unable to get mapping for Sizes::prd1::memory"),
    "select": ({"Fn::Select": [9, ["a"]]}, "nonexistent value at index 9"),
    "get att": ({"Fn::GetAtt": ["Table"]}, "requires two non-empty parameters"),
    "condition": ({"Fn::If": ["Nope", 1, 2]}, "Unresolved condition Nope"),
    "join": ({"Fn::Join": ["", [["nested"]]]}, "requires a list of strings"),
}


@pytest.mark.parametrize(("value", "text"), ERRORS.values(), ids=ERRORS)
def test_function_refuses(value, text) -> None:
    with pytest.raises(AwsError, match=text):
        scope().resolve(value)


def test_parameters_take_defaults_and_split_lists() -> None:
    declared = {
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Count": {"Type": "Number", "MinValue": 1},
        "Key": {"Type": "String", "NoEcho": True, "Default": "s"},
    }
    values = settle_parameters(declared, {"Count": "3"})
    assert typed_parameters(declared, values) == {"Zones": ["a", "b"], "Count": "3", "Key": "s"}
    assert {"ParameterKey": "Key", "ParameterValue": "****"} in shown_parameters(declared, values)


@pytest.mark.parametrize(
    ("rule", "text", "complaint"),
    [
        ({"Type": "Number", "MaxValue": 5}, "6", "not greater than 5"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, "A", "must match pattern"),
        ({"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "be small"}, "A", "be small"),
        ({"Type": "String", "MinLength": 2}, "a", "at least 2"),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a"]}, "a,b", "AllowedValues"),
        ({"Type": "Blob"}, "a", "Unrecognized parameter type"),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, "/a", "does not emulate"),
    ],
    ids=["max", "pattern", "description", "length", "list", "type", "ssm"],
)
def test_parameter_refuses(rule, text, complaint) -> None:
    with pytest.raises(AwsError, match=complaint):
        settle_parameters({"P": rule}, {"P": text})


def test_yaml_short_tags_mean_the_same_as_json() -> None:
    body = """
Conditions: {IsQa: !Equals [!Ref "AWS::Region", us-east-1]}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Condition: IsQa
    Properties:
      QueueName: !Sub "${AWS::StackName}-q"
      Tags: [{Key: day, Value: 2026-01-31}, {Key: arn, Value: !GetAtt Dead.Arn}]
  Dead: {Type: "AWS::SQS::Queue"}
"""
    template = read_template(body)
    assert template.order == ("Dead", "Queue")
    assert template.resources["Queue"]["Properties"] == {
        "QueueName": {"Fn::Sub": "${AWS::StackName}-q"},
        "Tags": [{"Key": "day", "Value": "2026-01-31"}, {"Key": "arn", "Value": {"Fn::GetAtt": "Dead.Arn"}}],
    }


@pytest.mark.parametrize("body", ["{", "a: [", "[]", "text"], ids=["json", "yaml", "list", "scalar"])
def test_text_that_is_no_template_is_refused(body) -> None:
    with pytest.raises(AwsError, match="Template format error"):
        read_template(body)
