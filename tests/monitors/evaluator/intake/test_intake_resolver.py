"""CloudFormation's intrinsic functions, resolved where text and parameters decide them."""

from __future__ import annotations

from typing import Any

import pytest

from monitors.evaluator.intake.document import load
from monitors.evaluator.intake.resolver import Resolver

TEMPLATE = """
Parameters:
  Stage: { Type: String, Default: qa }
  Topic: { Type: String }
  Names: { Type: CommaDelimitedList, Default: "a, b" }
  Secret: { Type: String, NoEcho: true, Default: hunter2 }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
Mappings:
  Size: { qa: { Small: 1 }, prod: { Small: 10 } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsQa: !Not [!Condition IsProd]
  Open: !Equals [!Ref Topic, x]
  Either: !Or [!Condition Open, !Condition IsQa]
  Both: !And [!Condition Open, !Condition IsProd]
  Unknown: !And [!Condition Open, !Condition IsQa]
  Self: !Not [!Condition Self]
Resources:
  Named: { Type: "AWS::Lambda::Function", Properties: { FunctionName: !Sub "f-${Stage}" } }
  Plain: { Type: "AWS::Lambda::Function" }
  Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: jobs } }
  Alarm: { Type: "AWS::CloudWatch::Alarm", Properties: { AlarmName: high } }
  Ring: { Type: "AWS::Lambda::Function", Properties: { FunctionName: !Ref Ring } }
"""


def resolve(text: str, **given: str) -> Any:
    template = load(TEMPLATE, "t.yaml")
    assert isinstance(template, dict)
    value = load(f"v: {text}", "v.yaml")
    assert isinstance(value, dict)
    parameters = {"AWS::Region" if key == "Region" else key: item for key, item in given.items()}
    return Resolver(template, parameters).resolve(value["v"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Ref Stage", "qa"),
        ("{ Ref: Stage }", "qa"),
        ("!Ref Topic", "${Topic}"),
        ("!Ref Secret", "${Secret}"),
        ("!Ref Stored", "${Stored}"),
        ("!Ref Names", ["a", "b"]),
        ("!Ref Named", "f-qa"),
        ("!Ref Plain", "${Plain}"),
        ("!Ref Alarm", "high"),
        ("!Ref Nobody", "${Nobody}"),
        ("!Ref AWS::Region", "${Region}"),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{ a: 1, b: !Ref AWS::NoValue }", {"a": 1}),
        ("!GetAtt Queue.QueueName", "jobs"),
        ("!GetAtt [Queue, QueueName]", "jobs"),
        ("{ 'Fn::GetAtt': Queue.QueueName }", "jobs"),
        ("!GetAtt Queue.Arn", "${Queue.Arn}"),
        ("!GetAtt Alarm.Arn", "arn:${Partition}:cloudwatch:${Region}:${AccountId}:alarm:high"),
        ("!Sub 'x-${Stage}-${Topic}-${!Raw}-${Queue.QueueName}-${AWS::Region}'", "x-qa-${Topic}-${Raw}-jobs-${Region}"),
        ("!Sub ['${a}/${Stage}', { a: !Ref Named }]", "f-qa/qa"),
        ("!Join [-, [a, !Ref Stage, 3]]", "a-qa-3"),
        ("!Join [-, !Ref Names]", "a-b"),
        ("!Join [-, !Ref Topic]", "${Join}"),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select [7, !Ref Names]", "${Select}"),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!Split [',', !Ref Topic]", "${Split}"),
        ("!FindInMap [Size, !Ref Stage, Small]", 1),
        ("!FindInMap [Size, dev, Small]", "${FindInMap}"),
        ("!FindInMap [Size, dev, Small, { DefaultValue: 5 }]", 5),
        ("!If [IsProd, 1, 2]", 2),
        ("!If [Either, 1, 2]", 1),
        ("!If [Both, 1, 2]", 2),
        ("!If [Unknown, 1, 2]", "${If Unknown}"),
        ("!If [Self, 1, 2]", "${If Self}"),
        ("!If [IsProd]", "${If}"),
        ("!ImportValue shared", "${ImportValue shared}"),
        ("!Transform { Name: x }", "${Transform}"),
        ("2012-10-17", "2012-10-17"),
        ("{ Period: 60, Deep: [{ x: !Ref Stage }] }", {"Period": 60, "Deep": [{"x": "qa"}]}),
    ],
)
def test_resolved_as_far_as_the_text_decides(text: str, expected: object) -> None:
    assert resolve(text) == expected


def test_given_parameters_win_over_defaults() -> None:
    given = {"Stage": "prod", "Topic": "t", "Region": "eu-west-1"}
    assert resolve("!Sub '${Stage}-${Topic}-${AWS::Region}'", **given) == "prod-t-eu-west-1"


def test_a_given_list_is_split() -> None:
    assert resolve("!Select [0, !Ref Names]", Names="x,y") == "x"


def test_a_resource_named_after_itself_ends_in_a_placeholder() -> None:
    assert "nested too deeply" in resolve("!Ref Ring")
