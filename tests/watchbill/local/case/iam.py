"""IAM."""

from __future__ import annotations

from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, ROLE, TRUST, Case, policy, tag_map, tags

READ_ONLY = {
    "Type": "AWS::IAM::ManagedPolicy",
    "Properties": {"ManagedPolicyName": "read", "PolicyDocument": policy("s3:GetObject")},
}
READ_ONLY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/read"


def look_role(cloud: Any, name: str) -> Any:
    iam = cloud.client("iam")
    role = iam.get_role(RoleName=name)["Role"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    documents = {n: iam.get_role_policy(RoleName=name, PolicyName=n)["PolicyDocument"] for n in inline}
    attached = [p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
    return role.get("Description"), role["MaxSessionDuration"], documents, attached, tag_map(role.get("Tags", []))


def look_inline(cloud: Any, _: str) -> Any:
    return cloud.client("iam").get_role_policy(RoleName="worker", PolicyName="extra")["PolicyDocument"]


def look_managed(cloud: Any, arn: str) -> Any:
    iam = cloud.client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return document, [r["RoleName"] for r in iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]]


CASES = [
    Case(
        type="AWS::IAM::Role",
        needs={"Read": READ_ONLY},
        before={
            "RoleName": "worker",
            "AssumeRolePolicyDocument": TRUST,
            "Description": "one",
            "Policies": [{"PolicyName": "own", "PolicyDocument": policy("kinesis:GetRecords")}],
            "ManagedPolicyArns": [{"Ref": "Read"}],
            "Tags": tags(owner="a"),
        },
        after={
            "RoleName": "worker",
            "AssumeRolePolicyDocument": TRUST,
            "MaxSessionDuration": 7200,
            "Policies": [
                {"PolicyName": "own", "PolicyDocument": policy("kinesis:PutRecord")},
                {"PolicyName": "more", "PolicyDocument": policy("sqs:SendMessage")},
            ],
            "Tags": tags(team="b"),
        },
        look=look_role,
        seen=(
            ("one", 3600, {"own": policy("kinesis:GetRecords")}, [READ_ONLY_ARN], {"owner": "a"}),
            ("", 7200, {"own": policy("kinesis:PutRecord"), "more": policy("sqs:SendMessage")}, [], {"team": "b"}),
        ),
    ),
    Case(
        type="AWS::IAM::Policy",
        needs={"Role": ROLE},
        before={"PolicyName": "extra", "PolicyDocument": policy("s3:GetObject"), "Roles": [{"Ref": "Role"}]},
        after={"PolicyName": "extra", "PolicyDocument": policy("s3:PutObject"), "Roles": [{"Ref": "Role"}]},
        look=look_inline,
        seen=(policy("s3:GetObject"), policy("s3:PutObject")),
    ),
    Case(
        type="AWS::IAM::ManagedPolicy",
        needs={"Role": ROLE},
        before={"ManagedPolicyName": "shared", "PolicyDocument": policy("s3:GetObject"), "Roles": [{"Ref": "Role"}]},
        after={"ManagedPolicyName": "shared", "PolicyDocument": policy("s3:PutObject")},
        look=look_managed,
        seen=((policy("s3:GetObject"), ["worker"]), (policy("s3:PutObject"), [])),
    ),
]
