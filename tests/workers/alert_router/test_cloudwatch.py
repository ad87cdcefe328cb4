"""What CloudWatch answers, read as events: every kind of alarm, page by page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.alert_router.world import REGION, START, arn
from watchbill.local.standin.server import Reply, Request, Standin
from workers.alert_router.cloudwatch import CloudWatch
from workers.alert_router.event import UNTIL_TOLD
from workers.alert_router.mute_rule import MuteRules
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


class Answers(Standin):
    """CloudWatch's JSON protocol; gives the pages of each operation in turn, and keeps what was asked."""

    name = "CloudWatch"

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, list[Json]] = {}
        self.questions: list[tuple[str, Json]] = []

    def answer(self, request: Request) -> Reply:
        operation = request.headers["x-amz-target"].rpartition(".")[2]
        self.questions.append((operation, json.loads(request.body)))
        pages = self.pages.get(operation)
        if not pages:
            return _json(400, {"__type": "ResourceNotFoundException", "message": "no such alarm"})
        return _json(200, pages.pop(0))

    def complaint(self, status: int, request: Request) -> Reply:
        return Reply(status=status)


def _json(status: int, body: Json) -> Reply:
    return Reply(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/x-amz-json-1.0"})


def alarm(name: str, **changes: Any) -> Json:
    return {
        "AlarmName": name,
        "AlarmArn": arn(name),
        "StateValue": "ALARM",
        "StateUpdatedTimestamp": START / 1000 - 60,
        "StateTransitionedTimestamp": START / 1000,
        **changes,
    }


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    with Answers() as running:
        for name, value in {
            "AWS_ENDPOINT_URL_CLOUDWATCH": running.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }.items():
            monkeypatch.setenv(name, value)
        client.cache_clear()
        yield running
        client.cache_clear()


def test_every_kind_of_alarm_is_asked_for_and_read(cloudwatch: Answers) -> None:
    cloudwatch.pages["DescribeAlarms"] = [
        {"MetricAlarms": [alarm("plain", Namespace="AWS/Lambda", MetricName="Errors")], "NextToken": "more"},
        {
            "CompositeAlarms": [alarm("all", AlarmRule="TRUE", ActionsSuppressedBy="Alarm")],
            "LogAlarms": [alarm("lines")],
        },
    ]
    found = {event.name: event for event in CloudWatch().in_alarm(["prd-"])}
    assert [(operation, asked["AlarmTypes"]) for operation, asked in cloudwatch.questions] == [
        ("DescribeAlarms", ["MetricAlarm", "CompositeAlarm", "LogAlarm"])
    ] * 2
    assert (found["plain"].at, found["plain"].metric, found["plain"].region) == (START, "AWS/Lambda Errors", REGION)
    assert (found["all"].metric, found["all"].muted_until) == ("composite", UNTIL_TOLD)
    assert found["lines"].state == "ALARM"


def test_contributors_are_read_page_by_page(cloudwatch: Answers) -> None:
    cloudwatch.pages["DescribeAlarms"] = [{"MetricAlarms": [alarm("load")]}]
    (parent,) = CloudWatch().named(["load"])
    one = {"ContributorAttributes": {"FunctionName": "f"}, "StateReason": "Threshold Crossed"}
    cloudwatch.pages["DescribeAlarmContributors"] = [
        {"AlarmContributors": [{"ContributorId": "a", "StateTransitionedTimestamp": 1.5, **one}], "NextToken": "more"},
        {"AlarmContributors": [{"ContributorId": "b", **one}]},
    ]
    found = list(CloudWatch().contributors(parent))
    assert [(event.identity, event.at, event.state) for event in found] == [
        (f"{arn('load')}#a", 1_500, "ALARM"),
        (f"{arn('load')}#b", START, "ALARM"),
    ]
    assert found[0].attributes == {"FunctionName": "f"}
    assert cloudwatch.questions[-1] == ("DescribeAlarmContributors", {"AlarmName": "load", "NextToken": "more"})
    assert not list(CloudWatch().contributors(parent)), "an alarm that is gone has none"


def rule(name: str, changed: float) -> Json:
    return {
        "AlarmMuteRuleArn": f"arn:aws:cloudwatch:{REGION}:1:alarm-mute-rule:{name}",
        "LastUpdatedTimestamp": changed,
    }


def targets(*names: str) -> Json:
    return {"MuteTargets": {"AlarmNames": list(names)}}


def test_mute_rules_are_read_again_only_where_they_have_changed(cloudwatch: Answers) -> None:
    rules, first = MuteRules(), "arn:aws:cloudwatch:us-east-1:1:alarm-mute-rule:"
    cloudwatch.pages = {
        "ListAlarmMuteRules": [
            {"AlarmMuteRuleSummaries": [rule("a", 1.0)], "NextToken": "more"},
            {"AlarmMuteRuleSummaries": [rule("b", 1.0)]},
        ],
        "GetAlarmMuteRule": [targets("one", "two"), targets("three")],
    }
    assert rules.muted() == {"one": f"{first}a", "two": f"{first}a", "three": f"{first}b"}
    cloudwatch.questions.clear()
    cloudwatch.pages = {
        "ListAlarmMuteRules": [{"AlarmMuteRuleSummaries": [rule("a", 1.0), rule("b", 2.0), rule("c", 1.0)]}],
        "GetAlarmMuteRule": [targets("four")],
    }
    assert rules.muted() == {"one": f"{first}a", "two": f"{first}a", "four": f"{first}b"}
    asked = [name for operation, said in cloudwatch.questions for name in said.values() if operation[0] == "G"]
    assert asked == ["b", "c"], "c is gone by the time it is asked for"
    assert cloudwatch.questions[0] == ("ListAlarmMuteRules", {"Statuses": ["ACTIVE"]})
