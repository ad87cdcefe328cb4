"""The one exception by which an emulated API refuses a call, in AWS's own words."""

from __future__ import annotations


class AwsError(Exception):
    """An error response. `code` is what boto3 shows as `Error.Code`, `message` as `Error.Message`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotOursError(Exception):
    """Raised by an action for a resource that moto keeps: the request goes on to moto."""


def validation_error(message: str) -> AwsError:
    """The answer of query services (CloudFormation, CloudWatch) to a request that cannot be carried out."""
    return AwsError("ValidationError", message)
