"""moto's functions forget DeadLetterConfig and LoggingConfig, and half of what UpdateFunctionConfiguration changes."""

from __future__ import annotations

from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction

_KEPT = ("DeadLetterConfig", "LoggingConfig")


def apply() -> None:
    make, show, change = LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration
    put_invoke = LambdaBackend.put_function_event_invoke_config

    def __init__(self: Any, account_id: str, spec: dict[str, Any], *rest: Any, **more: Any) -> None:  # noqa: N807
        make(self, account_id, spec, *rest, **more)
        self.kept = {name: spec[name] for name in _KEPT if name in spec}

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        return {**show(self, on_create), **self.kept}

    def update_configuration(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
        # A new dict: published versions share the old one.
        self.kept = self.kept | {name: config_updates[name] for name in _KEPT if name in config_updates}
        self.tracing_config = config_updates.get("TracingConfig", self.tracing_config)
        self.kms_key_arn = config_updates.get("KMSKeyArn", self.kms_key_arn)
        self.ephemeral_storage = config_updates.get("EphemeralStorage", {}).get("Size", self.ephemeral_storage)
        return change(self, config_updates)

    def put_function_event_invoke_config(self: Any, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        self.get_function(function_name).event_invoke_config = []  # moto appends, and answers the first for ever
        return put_invoke(self, function_name, config)

    LambdaFunction.__init__ = __init__  # type: ignore[method-assign]
    LambdaFunction.get_configuration = get_configuration  # type: ignore[method-assign]
    LambdaFunction.update_configuration = update_configuration  # type: ignore[method-assign]
    LambdaBackend.put_function_event_invoke_config = put_function_event_invoke_config  # type: ignore[method-assign]
