"""Puts templates and code into the artefact bucket, each under the hash of its content: nothing is sent twice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.cloud.connection import Connection


class ArtefactStore:
    """One bucket. Safe to use from many threads."""

    def __init__(self, connection: Connection, bucket: str) -> None:
        self.bucket = bucket
        self._s3 = connection.client("s3")

    def put_template(self, text: str) -> str:
        """Upload a template and return the URL that CloudFormation reads it from."""
        content = text.encode()
        key = f"templates/{hashlib.sha256(content).hexdigest()}.json"
        self.put(key, lambda: content, "application/json")
        return f"{self._s3.meta.endpoint_url}/{self.bucket}/{key}"

    def put(self, key: str, read: Callable[[], bytes], kind: str = "application/zip") -> bool:
        """Whether anything had to be sent. The key must name its content: one that exists is not looked into."""
        from botocore.exceptions import ClientError

        try:
            self._s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchKey", "NotFound"):
                raise
        else:
            return False
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=read(), ContentType=kind)
        return True
