"""Lambda's recursion setting, which moto does not have."""

from __future__ import annotations

from typing import Any, ClassVar

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.utils import get_backend

from watchbill.local.api.error import AwsError
from watchbill.local.api.service import Call, Service


class Functions(Service):
    """PutFunctionRecursionConfig and GetFunctionRecursionConfig; moto answers the rest."""

    NAME: ClassVar[str] = "lambda"
    SIGNING: ClassVar[str] = "lambda"
    CONSTRAINT_ERROR: ClassVar[str] = "ValidationException"

    def concerns(self, environ: dict[str, Any]) -> bool:
        return str(environ["PATH_INFO"]).endswith("/recursion-config")

    def put_function_recursion_config(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        _function(call, parameters).recursive_loop = parameters["RecursiveLoop"]
        return {"RecursiveLoop": parameters["RecursiveLoop"]}

    def get_function_recursion_config(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        return {"RecursiveLoop": getattr(_function(call, parameters), "recursive_loop", "Terminate")}


def _function(call: Call, parameters: dict[str, Any]) -> Any:
    """moto's own function: the setting is kept on it and goes with it."""
    try:
        return get_backend(call.account, call.region).get_function(parameters["FunctionName"])
    except UnknownFunctionException as error:
        raise AwsError("ResourceNotFoundException", str(error)) from error
