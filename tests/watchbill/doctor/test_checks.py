"""Each check, on the real services: well, then broken as it breaks in life, then what it says."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from botocore.stub import Stubber

from watchbill.doctor.checks import clock, concurrency
from watchbill.doctor.examination import examine, find_checks
from watchbill.doctor.finding import Verdict

TRIP = "ward-qa1-lambda-greet-error-rate-high"
ROUTER = "ward-qa1-alert-router"


def verdicts(patient, check: str) -> list[tuple[str, str]]:
    (result,) = examine(patient, [check])
    return [(finding.verdict.value, finding.what) for finding in result.findings]


def test_every_check_says_what_it_is_about():
    for name, check in find_checks().items():
        assert check.__doc__.split("\n", 1)[0].endswith((".", ").")), name


def test_the_right_account_is_well_and_another_is_not(patient):
    assert verdicts(patient, "account") == [("well", "account 123456789012, us-east-1")]


@pytest.mark.parametrize(
    ("skew", "verdict"),
    [(0, "well"), (29, "well"), (-30, "warning"), (299, "warning"), (300, "problem"), (-4_000, "problem")],
)
def test_a_clock_that_is_off_is_told(skew, verdict):
    assert clock.judge(skew).verdict == verdict


def test_the_clock_is_compared_with_the_answers_date(patient):
    ((verdict, what),) = verdicts(patient, "clock")
    assert (verdict, what.startswith("within")) == ("well", True)


@pytest.mark.parametrize(("free", "verdict"), [(900, "well"), (201, "well"), (200, "warning"), (100, "warning")])
def test_executions_that_run_short_are_told(free, verdict):
    assert concurrency.judge(free, 1_000).verdict == verdict


def test_actions_switched_off_are_found(patient):
    cloudwatch = patient.client("cloudwatch")
    cloudwatch.disable_alarm_actions(AlarmNames=[TRIP])
    try:
        assert verdicts(patient, "actions") == [("problem", f"{TRIP} has its actions switched off")]
    finally:
        cloudwatch.enable_alarm_actions(AlarmNames=[TRIP])
    assert [verdict for verdict, _ in verdicts(patient, "actions")] == ["well"]


def test_a_mailbox_that_never_confirmed_is_found(patient, monkeypatch):
    """The embedded cloud confirms at once, so SNS's answer is written down here, and checked by its model."""
    sns = boto3.client("sns", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    waiting = {
        "SubscriptionArn": "PendingConfirmation",
        "Owner": "1",
        "Protocol": "email",
        "Endpoint": "ann@example.com",
    }
    fit = waiting | {"SubscriptionArn": "arn:aws:sns:us-east-1:1:t:2", "Endpoint": "bob@example.com"}
    with Stubber(sns) as stub:
        for found in ([waiting, fit], [], []):
            stub.add_response(
                "list_subscriptions_by_topic", {"Subscriptions": [one | {"TopicArn": "t"} for one in found]}
            )
        monkeypatch.setitem(patient.connection._clients, "sns", sns)
        found = verdicts(patient, "subscriptions")
    assert found == [
        ("problem", "ann@example.com has not confirmed its subscription of ward-qa1-alerts-high"),
        ("well", "1 confirmed"),
    ]


@pytest.fixture
def topic(patient):
    """The high topic; its policy is put back."""
    sns, arn = patient.client("sns"), patient.topics[0]
    policy = sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
    yield arn
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def test_a_topic_that_cloudwatch_may_not_publish_to_is_found(patient, topic):
    assert verdicts(patient, "topic_policy") == [("well", "3 topics")]
    policy = {"Version": "2012-10-17", "Statement": []}
    patient.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy)
    )
    assert ("problem", "the policy of ward-qa1-alerts-high does not let CloudWatch publish") in verdicts(
        patient, "topic_policy"
    )


def test_a_key_that_cloudwatch_may_not_use_is_found(patient):
    kms = patient.client("kms")
    attributes = patient.client("sns").get_topic_attributes(TopicArn=patient.topics[0])["Attributes"]
    key = kms.describe_key(KeyId=attributes["KmsMasterKeyId"])["KeyMetadata"]["KeyId"]
    policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Statement": [statement]}))
    try:
        told = "the topics' key does not let CloudWatch kms:Decrypt and kms:GenerateDataKey"
        assert verdicts(patient, "topic_policy") == [("problem", told)]
    finally:
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)


def test_aws_own_key_on_a_topic_is_found(patient, topic):
    sns = patient.client("sns")
    key = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["KmsMasterKeyId"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns")
    try:
        assert ("problem", "the topics are encrypted with alias/aws/sns") in verdicts(patient, "topic_policy")
    finally:
        sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key)


def test_a_secret_is_looked_for_and_never_read(patient):
    manager = patient.client("secretsmanager")
    assert [what for _, what in verdicts(patient, "secrets")] == [
        "secret ward/pagerduty does not exist", "secret ward/slack does not exist",
    ]  # fmt: skip
    manager.create_secret(Name="ward/pagerduty", SecretString="r-o-u-t-i-n-g")
    try:
        assert verdicts(patient, "secrets") == [("problem", "secret ward/slack does not exist"), ("well", "1 secret")]
    finally:
        manager.delete_secret(SecretId="ward/pagerduty", ForceDeleteWithoutRecovery=True)


def test_a_parameter_is_a_secret_too(patient):
    receivers = tuple(replace(r, secrets=(("key", "/ward/key"),)) for r in patient.plan.receivers[:1])
    patient = replace(patient, plan=replace(patient.plan, receivers=receivers))
    assert verdicts(patient, "secrets") == [("problem", "secret /ward/key does not exist")]
    patient.client("ssm").put_parameter(Name="/ward/key", Value="v-a-l-u-e", Type="SecureString")
    try:
        assert verdicts(patient, "secrets") == [("well", "1 secret")]
    finally:
        patient.client("ssm").delete_parameter(Name="/ward/key")


def test_an_address_that_ses_does_not_know_or_has_not_verified_is_found(patient):
    unknown = "watchbill@example.com is no identity of SES here, nor is its domain"
    assert verdicts(patient, "mail")[0] == ("problem", unknown)
    ses = patient.client("sesv2")
    ses.create_email_identity(EmailIdentity="example.com")
    try:
        assert verdicts(patient, "mail")[0] == ("problem", "watchbill@example.com is not verified yet")
    finally:
        ses.delete_email_identity(EmailIdentity="example.com")


@pytest.mark.parametrize(
    ("account", "told"),
    [
        pytest.param({"ProductionAccessEnabled": True, "SendingEnabled": True}, [], id="well"),
        pytest.param(
            {"ProductionAccessEnabled": False, "SendingEnabled": True}, ["SES is still in its sandbox"], id="new"
        ),
        pytest.param(
            {"ProductionAccessEnabled": True, "SendingEnabled": False},
            ["SES has paused this account's sending"],
            id="paused",
        ),
    ],
)
def test_the_sandbox_and_a_paused_account_are_found(patient, monkeypatch, account, told):
    """No emulator answers GetAccount: SES's answers are written down here, and checked by its model."""
    ses = boto3.client("sesv2", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(ses) as stub:
        stub.add_response("get_email_identity", {"VerifiedForSendingStatus": True})
        stub.add_client_error("get_email_identity", "NotFoundException")
        stub.add_response("get_account", account)
        monkeypatch.setitem(patient.connection._clients, "sesv2", ses)
        found = verdicts(patient, "mail")
    assert found[0] == ("well", "watchbill@example.com is verified")
    assert [what for _, what in found[1:]] == told


def test_logs_that_are_missing_or_kept_for_ever_are_found(patient):
    logs, group = patient.client("logs"), "/aws/lambda/ward-qa1-us-east-1-hello"
    name = patient.plan.find("lambda_function", "greet").resource
    group = name.settings.log_group(name.name)
    assert verdicts(patient, "log_groups") == [("problem", f"log group {group} does not exist")]
    logs.create_log_group(logGroupName=group)
    try:
        assert verdicts(patient, "log_groups") == [("warning", f"{group} is kept for ever")]
        logs.put_retention_policy(logGroupName=group, retentionInDays=7)
        assert verdicts(patient, "log_groups") == [("well", "1 log group")]
    finally:
        logs.delete_log_group(logGroupName=group)


@pytest.mark.parametrize(
    ("expression", "duration", "verdict"),
    [
        pytest.param("cron(0 2 * * *)", "PT2H", "warning", id="for ever"),
        pytest.param("at(2099-01-01T00:00)", "PT2H", "well", id="once, one day"),
        pytest.param("at(2020-01-01T00:00)", "PT2H", "warning", id="over"),
        pytest.param("long", "P10D", "warning", id="for ten days"),
        pytest.param("short", "PT2H", "well", id="for two hours"),
    ],
)
def test_a_mute_that_was_forgotten_is_found(patient, expression, duration, verdict):
    begun = f"at({patient.at - timedelta(minutes=2):%Y-%m-%dT%H:%M})"
    patient.client("cloudwatch").put_alarm_mute_rule(
        Name="ward-qa1-by-hand-x",
        Rule={"Schedule": {"Expression": expression if "(" in expression else begun, "Duration": duration}},
        MuteTargets={"AlarmNames": [TRIP]},
    )
    # What opens in years is no mute in force: it counts as over, for its name was made by hand.
    expected = "warning" if "2099" in expression else verdict
    assert {found for found, _ in verdicts(patient, "mutes")} >= {expected}


def test_dead_letters_are_counted_and_the_routers_are_a_problem(patient):
    sqs = patient.client("sqs")
    urls = {name: sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in (f"{ROUTER}-dlq", "ward-qa1-letters")}
    try:
        assert verdicts(patient, "dead_letters") == [("well", "2 queues empty")]
        for url in urls.values():
            sqs.send_message(QueueUrl=url, MessageBody="x")
        assert verdicts(patient, "dead_letters") == [
            ("problem", f"1 alarm events lie in {ROUTER}-dlq"), ("warning", "1 messages lie in ward-qa1-letters"),
        ]  # fmt: skip
    finally:
        for url in urls.values():
            sqs.purge_queue(QueueUrl=url)


def test_an_event_rule_that_is_missing_off_or_refused_is_found(patient):
    sqs, events = patient.client("sqs"), patient.client("events")
    (rule,) = [rule["Name"] for rule in events.list_rules()["Rules"] if "AlarmChanges" in rule["Name"]]
    url = sqs.get_queue_url(QueueName=ROUTER)["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    targets = events.list_targets_by_rule(Rule=rule)["Targets"]
    assert verdicts(patient, "event_rule") == [("well", f"rule {rule} is on")]
    try:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": '{"Statement": []}'})
        assert verdicts(patient, "event_rule") == [
            ("well", f"rule {rule} is on"), ("problem", f"the policy of queue {ROUTER} refuses rule {rule}"),
        ]  # fmt: skip
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        events.disable_rule(Name=rule)
        assert verdicts(patient, "event_rule") == [("problem", f"rule {rule} is disabled")]
        events.remove_targets(Rule=rule, Ids=[target["Id"] for target in targets])
        lost = f"no EventBridge rule sends alarm events to {ROUTER}"
        assert verdicts(patient, "event_rule") == [("problem", lost)]
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        events.enable_rule(Name=rule)
        events.put_targets(Rule=rule, Targets=targets)


def test_a_role_that_may_not_do_its_work_is_found(patient):
    iam, functions = patient.client("iam"), patient.client("lambda")
    role = functions.get_function_configuration(FunctionName=ROUTER)["Role"].rpartition("/")[2]
    assert verdicts(patient, "router_role") == [("well", f"role {role}")]
    policy = iam.get_role_policy(RoleName=role, PolicyName="function")["PolicyDocument"]
    kept = [one for one in policy["Statement"] if "cloudwatch:ListTagsForResource" not in one["Action"]]
    try:
        less = json.dumps(policy | {"Statement": kept})
        iam.put_role_policy(RoleName=role, PolicyName="function", PolicyDocument=less)
        told = f"role {role} may not cloudwatch:ListTagsForResource, cloudwatch:DescribeAlarmContributors"
        assert verdicts(patient, "router_role") == [("problem", told)]
    finally:
        iam.put_role_policy(RoleName=role, PolicyName="function", PolicyDocument=json.dumps(policy))


def test_a_router_that_is_silent_is_found(patient):
    assert verdicts(patient, "heartbeat") == [("problem", "no heartbeat for 3 h")]
    for minutes, verdict in ((20, "problem"), (1, "well")):
        beat = {
            "MetricName": "Heartbeat", "Dimensions": [{"Name": "Router", "Value": ROUTER}], "Value": 1,
            "Timestamp": patient.at - timedelta(minutes=minutes),
        }  # fmt: skip
        patient.client("cloudwatch").put_metric_data(Namespace="Watchbill/Router", MetricData=[beat])
        assert [found for found, _ in verdicts(patient, "heartbeat")] == [verdict]


def test_stacks_are_well_and_drift_is_found_when_asked_for(patient):
    assert [verdict for verdict, _ in verdicts(patient, "stacks")] == ["well"]
    sns, topic = patient.client("sns"), patient.topics[0]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="by hand")
    try:
        ((verdict, what),) = verdicts(replace(patient, drift=True), "stacks")
        assert (verdict, "DisplayName" in what) == ("warning", True)
    finally:
        sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="greetings qa1 high")


def test_vendors_are_asked_only_on_request_and_without_a_secret(patient):
    heard = []

    class Vendor(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            heard.append(dict(self.headers))
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Vendor)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = {
        "slack": (("api_url", f"http://127.0.0.1:{server.server_port}/"),), "pagerduty": (("events_url", "http://127.0.0.1:9/"),)
    }  # fmt: skip
    receivers = tuple(replace(r, settings=settings.get(r.channel, r.settings)) for r in patient.plan.receivers)
    patient = replace(patient, plan=replace(patient.plan, receivers=receivers))
    with suppress(KeyError):
        assert verdicts(patient, "reach") == []
    assert not heard
    found = verdicts(replace(patient, probe=True), "reach")
    server.shutdown()
    assert sorted(verdict for verdict, _ in found) == ["problem", "well"]
    assert [set(headers) & {"Authorization"} for headers in heard] == [set()]


def test_nothing_is_written_and_no_secret_is_read(patient):
    called = []
    session = patient.connection._session
    original = patient.connection._clients
    patient.connection._clients = {}
    session.events.register("before-call", lambda model, **_: called.append(model.name))
    try:
        results = examine(replace(patient, drift=False))
    finally:
        patient.connection._clients = original
    assert len(results) == len(find_checks())
    assert called
    assert all(name.startswith(("Get", "Describe", "List")) for name in called), sorted(set(called))
    assert not {"GetSecretValue", "GetParameter", "GetParameters"} & set(called)


def test_what_may_not_be_looked_at_is_told_and_stops_nothing(patient, monkeypatch):
    def refused(_patient):
        raise patient.client("sns").exceptions.ClientError(
            {"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetTopicAttributes"
        )
        yield

    monkeypatch.setattr(find_checks()["topic_policy"], "examine", refused)
    refusal, account = examine(patient, ["topic_policy", "account"])[::-1]
    assert (refusal.verdict, account.verdict) == (Verdict.UNKNOWN, Verdict.WELL)
    assert "may not call GetTopicAttributes" in refusal.findings[0].why
