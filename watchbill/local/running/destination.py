"""Where Lambda puts what failed or succeeded: queues, topics, buckets, functions and event buses."""

from __future__ import annotations

import json
import logging
import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from watchbill.local import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchbill.local.cloud import EmbeddedCloud

log = logging.getLogger(__name__)


class Destinations:
    """Delivers records to ARNs. A destination that refuses loses the record, as on AWS: the caller counts it."""

    def __init__(self, cloud: EmbeddedCloud, invoke: Callable[[str, Any], object]) -> None:
        self._client = cloud.client
        self._invoke = invoke

    def deliver(
        self, arn: str, record: Mapping[str, Any], *, folder: str, attributes: Mapping[str, str] | None = None
    ) -> bool:
        """Put `record` to `arn`. `folder` is the object's path in a bucket: Lambda dates and names the rest.

        False when it could not be delivered.
        """
        service = arn.split(":")[2]
        try:
            if service == "s3":
                self._to_bucket(arn, record, folder)
            elif service == "sqs":
                self._to_queue(arn, record, attributes or {})
            elif service == "sns":
                self._client("sns").publish(TopicArn=arn, Message=json.dumps(record))
            elif service == "lambda":
                self._invoke(arn, record)
            else:
                self._to_bus(arn, record)
        except (ClientError, BotoCoreError) as error:
            log.warning("%s took no record: %s", arn, error)
            return False
        return True

    def _to_bucket(self, arn: str, record: Mapping[str, Any], folder: str) -> None:
        now = clock.utc()
        name = f"{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
        body = json.dumps(record).encode()
        self._client("s3").put_object(Bucket=arn.rpartition(":")[2], Key=f"aws/lambda/{folder}/{name}", Body=body)

    def _to_queue(self, arn: str, record: Mapping[str, Any], attributes: Mapping[str, str]) -> None:
        client = self._client("sqs")
        url = client.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        client.send_message(QueueUrl=url, MessageBody=json.dumps(record), MessageAttributes=typed)

    def _to_bus(self, arn: str, record: Mapping[str, Any]) -> None:
        condition = record.get("requestContext", {}).get("condition", "")
        result = "Success" if condition == "Success" else "Failure"
        entry = {
            "Source": "lambda",
            "DetailType": f"Lambda Function Invocation Result - {result}",
            "Detail": json.dumps(record),
            "EventBusName": arn.rpartition("/")[2],
        }
        self._client("events").put_events(Entries=[entry])
