"""Policies read on paper: IAM's rules for Allow, Deny, principals, wildcards and conditions."""

from __future__ import annotations

import json

import pytest

from watchbill.doctor.policy import Undecided, allows, parse

TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
CLOUDWATCH = "cloudwatch.amazonaws.com"
CONTEXT = {
    "aws:sourceaccount": "123456789012",
    "aws:sourcearn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:x",
    "aws:securetransport": "true",
}


def statement(**changes) -> dict:
    made = {"Effect": "Allow", "Principal": {"Service": CLOUDWATCH}, "Action": "sns:Publish", "Resource": TOPIC}
    return {key: value for key, value in (made | changes).items() if value is not None}


PLAINTEXT = statement(Effect="Deny", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        pytest.param([statement()], True, id="by name"),
        pytest.param([], False, id="nothing says so"),
        pytest.param([statement(Principal="*")], True, id="anybody"),
        pytest.param([statement(Principal={"AWS": "*"})], True, id="any principal"),
        pytest.param([statement(Principal={"Service": ["events.amazonaws.com"]})], False, id="another service"),
        pytest.param([statement(Action=["sns:Subscribe", "SNS:Pub*"])], True, id="a wildcard, any case"),
        pytest.param([statement(Action="sns:Subscribe")], False, id="another action"),
        pytest.param([statement(Action=None, NotAction="sns:Subscribe")], True, id="anything but"),
        pytest.param([statement(Resource=f"{TOPIC}-other")], False, id="another resource"),
        pytest.param([statement(Resource="arn:aws:sns:*:*:*")], True, id="any topic"),
        pytest.param([statement(), PLAINTEXT], True, id="a denial of plaintext"),
        pytest.param([statement(), statement(Effect="Deny", Principal="*")], False, id="a denial wins"),
        pytest.param(
            [statement(Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})], True, id="our account"
        ),
        pytest.param(
            [statement(Condition={"StringEquals": {"aws:SourceAccount": ["1", "2"]}})], False, id="other accounts"
        ),
        pytest.param(
            [statement(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:*"}})], True, id="alarms"
        ),
        pytest.param([statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], False, id="no such key"),
        pytest.param(
            [statement(Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}})], True, id="if it exists"
        ),
        pytest.param(
            [statement(), statement(Effect="Deny", Condition={"StringNotEquals": {"aws:SourceAccount": "1"}})],
            False,
            id="all but one account denied",
        ),
        pytest.param(
            [statement(), statement(Effect="Deny", Principal={"AWS": "arn:aws:iam::1:root"})], True, id="others denied"
        ),
    ],
)
def test_a_policy_means_what_iam_would_make_of_it(statements, allowed):
    policy = parse(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    assert allows([policy], "sns:Publish", TOPIC, principal=CLOUDWATCH, context=CONTEXT) is allowed


@pytest.mark.parametrize(
    "odd",
    [{"Principal": None, "NotPrincipal": {"AWS": "1"}}, {"Condition": {"IpAddress": {"aws:SourceIp": "1.2.3.4/8"}}}],
)
def test_what_is_not_understood_is_not_guessed(odd):
    with pytest.raises(Undecided):
        allows([{"Statement": [statement(**odd)]}], "sns:Publish", TOPIC, principal=CLOUDWATCH, context=CONTEXT)


def test_a_role_needs_one_of_its_policies_to_allow():
    policies = [{"Statement": statement(Principal=None, Action="sqs:*")}, {"Statement": statement(Principal=None)}]
    assert allows(policies, "sns:Publish", TOPIC)
    assert not allows(policies, "sns:Subscribe", TOPIC)
