"""An AWS service answered in this process: request → parameters → method → response, by botocore's own model.

moto's parsers and serialisers turn wire bytes into parameters and back, so boto3 reads these answers exactly as it
reads AWS's. An action without a method here is left to moto.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from botocore import xform_name
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from watchbill.local.api.constraint import check_constraints
from watchbill.local.api.error import AwsError, NotOursError

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIEnvironment

if TYPE_CHECKING:
    Action = Callable[["Call", dict[str, Any]], dict[str, Any] | None]

ACCOUNT = "123456789012"  # moto's default account, which owns whatever is made with dummy credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks: the region comes from the request's signature, as with real AWS."""

    region: str
    account: str = ACCOUNT
    partition: str = "aws"
    request_id: str = ""

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


class Service:
    """Base of the services served here. A subclass names itself and has a method an action: `describe_alarms`."""

    NAME: ClassVar[str]
    """botocore's name of the service, such as "cloudwatch"."""
    SIGNING: ClassVar[str]
    """The name in the credential scope of its requests, such as "monitoring"."""
    CONSTRAINT_ERROR: ClassVar[str] = "ValidationError"
    """The code with which the real service refuses a value outside its model."""

    def concerns(self, environ: WSGIEnvironment) -> bool:
        """Whether to look at a request signed for this service at all; for services whose bodies are large."""
        return True

    def answer(self, request: Request, region: str) -> Response | None:
        """The response to `request`, or None if this class has no method for its action."""
        try:
            operation, in_path = get_service_router(self.NAME).match(request)
        except (NotFound, NotImplementedError):
            return None
        method: Action | None = getattr(self, xform_name(operation.name), None)
        if method is None:
            return None
        model = get_service_model(self.NAME)
        protocol = determine_request_protocol(model, request.mimetype)
        call = Call(region=region, request_id=str(uuid.uuid4()))
        result: dict[str, Any] | AwsError
        try:
            parameters = _parse(protocol, operation, request, in_path)
            check_constraints(operation.input_shape, parameters, self.CONSTRAINT_ERROR)
            result = method(call, parameters) or {}
        except NotOursError:
            return None
        except AwsError as error:
            result = error
        serializer = get_serializer_class(model.service_name, protocol)
        answer = serializer(operation, SerializationContext(call.request_id)).serialize(result)
        return Response(answer["body"], status=answer["status_code"], headers=dict(answer["headers"]))

    def reset(self) -> None:
        """Forget everything, for the next test."""


def _parse(protocol: str, operation: Any, request: Request, in_path: dict[str, Any]) -> dict[str, Any]:
    parsed: dict[str, Any] | None = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": in_path,
        }
    )
    return parsed or {}
