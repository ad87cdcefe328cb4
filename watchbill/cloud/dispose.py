"""Deletes what a stack lets go of or cannot delete: objects in buckets, and retained stores when they are to go too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from watchbill.cloud.connection import Connection

BATCH = 1000  # keys a DeleteObjects call
KEY_DAYS = 7  # the shortest wait before KMS deletes a key


def empty_bucket(connection: Connection, bucket: str) -> int:
    """Delete every object, every version and every delete marker. Returns how many; 0 for a bucket that is gone."""
    from botocore.exceptions import ClientError

    count = 0
    try:
        for page in connection.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            keys = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
            for start in range(0, len(keys), BATCH):
                batch = {"Objects": keys[start : start + BATCH], "Quiet": True}
                connection.client("s3").delete_objects(Bucket=bucket, Delete=batch)
            count += len(keys)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
    return count


def holds_objects(connection: Connection, bucket: str) -> bool:
    """Whether anything, an old version included, keeps the bucket from being deleted."""
    from botocore.exceptions import ClientError

    try:
        page = connection.client("s3").list_object_versions(Bucket=bucket, MaxKeys=1)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucket":
            return False
        raise
    return bool(page.get("Versions") or page.get("DeleteMarkers"))


def _bucket(connection: Connection, name: str) -> None:
    empty_bucket(connection, name)
    connection.client("s3").delete_bucket(Bucket=name)


def _table(connection: Connection, name: str) -> None:
    client = connection.client("dynamodb")
    if client.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
        client.update_table(TableName=name, DeletionProtectionEnabled=False)
    client.delete_table(TableName=name)


def _stream(connection: Connection, name: str) -> None:
    connection.client("kinesis").delete_stream(StreamName=name, EnforceConsumerDeletion=True)


def _queue(connection: Connection, url: str) -> None:
    connection.client("sqs").delete_queue(QueueUrl=url)


def _log_group(connection: Connection, name: str) -> None:
    connection.client("logs").delete_log_group(logGroupName=name)


def _key(connection: Connection, identity: str) -> None:
    connection.client("kms").schedule_key_deletion(KeyId=identity, PendingWindowInDays=KEY_DAYS)


DISPOSALS: Mapping[str, Callable[[Connection, str], None]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::KMS::Key": _key,
    "AWS::Kinesis::Stream": _stream,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::SQS::Queue": _queue,
}
"""How to delete one resource of a type by its physical id; every type that holds data has one."""


def dispose(connection: Connection, held: Iterable[tuple[str, str]]) -> list[str]:
    """Delete (type, physical id) pairs. Returns what could not be deleted, each with its reason."""
    from botocore.exceptions import ClientError

    left = []
    for type_name, identity in held:
        try:
            DISPOSALS[type_name](connection, identity)
        except ClientError as error:
            if not any(word in error.response["Error"]["Code"] for word in ("NotFound", "NoSuch", "NonExistent")):
                left.append(f"{type_name} {identity}: {error.response['Error']['Message']}")
    return left
