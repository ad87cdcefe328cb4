"""DynamoDB, S3, KMS, Secrets Manager and Systems Manager."""

from __future__ import annotations

import json
from typing import Any

from tests.watchbill.local.case.model import QUEUE, TABLE, WORKER, Case, fields, policy, tag_map, tags

NAMES = [{"AttributeName": "PK", "AttributeType": "S"}, {"AttributeName": "SK", "AttributeType": "S"}]
KEYS = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
BY_SORT = {
    "IndexName": "by-sort",
    "KeySchema": [{"AttributeName": "SK", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def look_table(cloud: Any, name: str) -> Any:
    dynamodb = cloud.client("dynamodb")
    table = dynamodb.describe_table(TableName=name)["Table"]
    lived = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return {
        "billing": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "capacity": table["ProvisionedThroughput"]["ReadCapacityUnits"],
        "stream": table.get("StreamSpecification", {}).get("StreamViewType"),
        "indexes": [index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])],
        "ttl": lived,
        "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        "tags": tag_map(dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]),
    }


def look_bucket(cloud: Any, name: str) -> Any:
    s3 = cloud.client("s3")
    targets = s3.get_bucket_notification_configuration(Bucket=name)
    lifecycle = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    return {
        "versioning": s3.get_bucket_versioning(Bucket=name).get("Status"),
        "functions": [
            c["LambdaFunctionArn"].rpartition(":")[2] for c in targets.get("LambdaFunctionConfigurations", [])
        ],
        "queues": [c["QueueArn"].rpartition(":")[2] for c in targets.get("QueueConfigurations", [])],
        "bridge": "EventBridgeConfiguration" in targets,
        "lifecycle": [(rule["ID"], rule["Expiration"]["Days"]) for rule in lifecycle],
        "encryption": rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
        "blocked": s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]["BlockPublicAcls"],
        "tags": tag_map(s3.get_bucket_tagging(Bucket=name)["TagSet"]),
        "metrics": [
            (m["Id"], m.get("Filter"))
            for m in s3.list_bucket_metrics_configurations(Bucket=name).get("MetricsConfigurationList", [])
        ],
    }


def look_bucket_policy(cloud: Any, name: str) -> Any:
    return json.loads(cloud.client("s3").get_bucket_policy(Bucket=name)["Policy"])["Statement"][0]["Action"]


def look_key(cloud: Any, key: str) -> Any:
    kms = cloud.client("kms")
    found = kms.describe_key(KeyId=key)["KeyMetadata"]
    if found["KeyState"] == "PendingDeletion":
        return None
    document = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    rotates = kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    labels = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key)["Tags"]}
    return found["Description"], found["Enabled"], rotates, document["Statement"][0]["Action"], labels


def look_alias(cloud: Any, name: str) -> Any:
    aliases = [a for a in cloud.client("kms").list_aliases()["Aliases"] if a["AliasName"] == name]
    if not aliases:
        return None
    return cloud.client("kms").describe_key(KeyId=aliases[0]["TargetKeyId"])["KeyMetadata"]["Description"]


def look_secret(cloud: Any, arn: str) -> Any:
    client = cloud.client("secretsmanager")
    found = client.describe_secret(SecretId=arn)
    value = client.get_secret_value(SecretId=arn)["SecretString"]
    return found["Name"], found.get("Description"), value, tag_map(found.get("Tags", []))


def look_parameter(cloud: Any, name: str) -> Any:
    ssm = cloud.client("ssm")
    found = ssm.get_parameter(Name=name)["Parameter"]
    labels = tag_map(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"])
    return fields(found, "Type", "Value"), labels


LET_IN = {
    "Type": "AWS::Lambda::Permission",
    "Properties": {
        "FunctionName": {"Ref": "Function"},
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
    },
}
BLOCK = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
FULL_BUCKET = {
    "BucketName": "files",
    "MetricsConfigurations": [{"Id": "EntireBucket"}],
    "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "VersioningConfiguration": {"Status": "Enabled"},
    "PublicAccessBlockConfiguration": BLOCK,
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    },
    "LifecycleConfiguration": {"Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 30, "Prefix": "in/"}]},
    "NotificationConfiguration": {
        "LambdaConfigurations": [
            {
                "Event": "s3:ObjectCreated:*",
                "Function": {"Fn::GetAtt": ["Function", "Arn"]},
                # the fixed reference to Permission: S3 checks it when the bucket is made
                "Filter": {
                    "S3Key": {"Rules": [{"Name": "suffix", "Value": {"Fn::Sub": [".csv", {"x": {"Ref": "LetIn"}}]}}]}
                },
            }
        ]
    },
    "Tags": tags(owner="a"),
}
CHANGED_BUCKET = {
    **FULL_BUCKET,
    "MetricsConfigurations": [{"Id": "In", "Prefix": "in/"}],
    "VersioningConfiguration": {"Status": "Suspended"},
    "LifecycleConfiguration": {"Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 7}]},
    "NotificationConfiguration": {
        "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": {"Fn::GetAtt": ["Queue", "Arn"]}}],
        "EventBridgeConfiguration": {"EventBridgeEnabled": True},
    },
    "Tags": tags(team="b"),
}
SEEN_BUCKET = {
    "versioning": "Enabled",
    "functions": ["worker"],
    "queues": [],
    "bridge": False,
    "lifecycle": [("old", 30)],
    "encryption": "AES256",
    "blocked": True,
    "tags": {"owner": "a"},
    "metrics": [("EntireBucket", None)],
}
KEY = {"Type": "AWS::KMS::Key", "Properties": {"Description": "first", "KeyPolicy": policy("kms:*", Principal="*")}}
CASES = [
    Case(
        type="AWS::DynamoDB::Table",
        before={
            "TableName": "demand",
            "KeySchema": KEYS,
            "AttributeDefinitions": NAMES,
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
            "DeletionProtectionEnabled": False,
            "Tags": tags(owner="a"),
        },
        after={
            "TableName": "demand",
            "KeySchema": KEYS,
            "AttributeDefinitions": NAMES,
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": [BY_SORT],
            "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
            "Tags": tags(team="b"),
        },
        look=look_table,
        seen=(
            {
                "billing": "PAY_PER_REQUEST",
                "capacity": 0,
                "stream": "NEW_AND_OLD_IMAGES",
                "indexes": [],
                "ttl": "ENABLED",
                "recovery": "ENABLED",
                "tags": {"owner": "a"},
            },
            {
                "billing": "PAY_PER_REQUEST",
                "capacity": 0,
                "stream": "NEW_IMAGE",
                "indexes": ["by-sort"],
                "ttl": "DISABLED",
                "recovery": "DISABLED",
                "tags": {"team": "b"},
            },
        ),
    ),
    Case(
        type="AWS::DynamoDB::Table",
        note="key change",
        before={k: v for k, v in TABLE["Properties"].items() if k not in ("TableName", "StreamSpecification")},
        after={
            "KeySchema": KEYS,
            "AttributeDefinitions": NAMES,
            "ProvisionedThroughput": {"ReadCapacityUnits": 9, "WriteCapacityUnits": 5},
        },
        look=lambda cloud, i: (look_table(cloud, i)["capacity"], look_table(cloud, i)["billing"]),
        seen=((5, "PROVISIONED"), (9, "PROVISIONED")),
        replaced=True,
    ),
    Case(
        type="AWS::S3::Bucket",
        needs={**WORKER, "Queue": QUEUE, "LetIn": LET_IN},
        before=FULL_BUCKET,
        after=CHANGED_BUCKET,
        look=look_bucket,
        seen=(
            SEEN_BUCKET,
            SEEN_BUCKET
            | {
                "versioning": "Suspended",
                "functions": [],
                "queues": ["inbox"],
                "bridge": True,
                "lifecycle": [("old", 7)],
                "tags": {"team": "b"},
                "metrics": [("In", {"Prefix": "in/"})],
            },
        ),
    ),
    Case(
        type="AWS::S3::BucketPolicy",
        needs={"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "files"}}},
        before={"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy("s3:GetObject", Principal="*")},
        after={"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy("s3:PutObject", Principal="*")},
        look=look_bucket_policy,
        seen=("s3:GetObject", "s3:PutObject"),
    ),
    Case(
        type="AWS::KMS::Key",
        before={
            "Description": "one",
            "KeyPolicy": policy("kms:*", Principal="*"),
            "EnableKeyRotation": True,
            "PendingWindowInDays": 7,
            "Tags": tags(owner="a"),
        },
        after={
            "Description": "two",
            "KeyPolicy": policy("kms:Decrypt", Principal="*"),
            "PendingWindowInDays": 7,
            "Tags": tags(team="b"),
        },
        look=look_key,
        seen=(("one", True, True, "kms:*", {"owner": "a"}), ("two", True, False, "kms:Decrypt", {"team": "b"})),
    ),
    Case(
        type="AWS::KMS::Alias",
        needs={
            "First": KEY,
            "Second": {"Type": "AWS::KMS::Key", "Properties": {**KEY["Properties"], "Description": "second"}},
        },
        before={"AliasName": "alias/alerts", "TargetKeyId": {"Ref": "First"}},
        after={"AliasName": "alias/alerts", "TargetKeyId": {"Fn::GetAtt": ["Second", "Arn"]}},
        look=look_alias,
        seen=("first", "second"),
    ),
    Case(
        type="AWS::SecretsManager::Secret",
        before={"Name": "pager", "Description": "one", "SecretString": "first", "Tags": tags(owner="a")},
        after={"Name": "pager", "Description": "two", "SecretString": "second", "Tags": tags(team="b")},
        look=look_secret,
        seen=(("pager", "one", "first", {"owner": "a"}), ("pager", "two", "second", {"team": "b"})),
    ),
    Case(
        type="AWS::SSM::Parameter",
        before={"Name": "/app/level", "Type": "String", "Value": "INFO", "Tags": {"owner": "a"}},
        after={"Name": "/app/level", "Type": "String", "Value": "DEBUG", "Tags": {"team": "b"}},
        look=look_parameter,
        seen=(
            ({"Type": "String", "Value": "INFO"}, {"owner": "a"}),
            ({"Type": "String", "Value": "DEBUG"}, {"team": "b"}),
        ),
    ),
]
