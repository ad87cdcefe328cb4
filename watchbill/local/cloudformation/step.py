"""The single steps of a deployment: create, update or delete one resource, with the events that tell of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from watchbill.local.cloudformation.provider import Provider, ProviderError, Site, is_absent
from watchbill.local.cloudformation.registry import find_providers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchbill.local.api.service import Call
    from watchbill.local.cloudformation.stack import Resource, Stack


class ResourceFailure(Exception):  # noqa: N818 - CloudFormation calls it a failure, not an error
    """A resource could not be made, changed or deleted; its event already says why."""


class Steps:
    """Runs providers for the resources of one stack."""

    def __init__(self, stack: Stack, call: Call, client: Callable[[str], Any]) -> None:
        self._stack = stack
        self._call = call
        self._client = client

    def provider(self, resource: Resource) -> Provider:
        """The provider of a resource, placed at its stack and logical id."""
        site = Site(
            client=self._client,
            region=self._call.region,
            account=self._call.account,
            stack_name=self._stack.name,
            logical_id=resource.logical_id,
        )
        return find_providers()[resource.type](site)

    def create(self, resource: Resource, properties: dict[str, Any], verb: str = "CREATE") -> None:
        """Make it and look its attributes up. Raises ResourceFailure."""
        provider = self.provider(resource)
        self._stack.mark(resource, f"{verb}_IN_PROGRESS")
        with self._failing(resource, f"{verb}_FAILED"):
            resource.physical_id = provider.create(properties)
            self._stack.mark(resource, f"{verb}_IN_PROGRESS", "Resource creation Initiated")
            self._adopt(provider, resource, properties)
        self._stack.mark(resource, f"{verb}_COMPLETE")

    def update(self, resource: Resource, definition: dict[str, Any], properties: dict[str, Any]) -> None:
        """Change it in place. Raises ResourceFailure."""
        provider = self.provider(resource)
        self._stack.mark(resource, "UPDATE_IN_PROGRESS")
        with self._failing(resource, "UPDATE_FAILED"):
            provider.update(resource.physical_id, resource.properties, properties)
            self._adopt(provider, resource, properties)
        resource.definition = definition
        self._stack.mark(resource, "UPDATE_COMPLETE")

    def delete(self, resource: Resource, *, rolling_back: bool = False, former: bool = False, policy: str = "") -> None:
        """Delete it unless its policy retains it; `former` marks an incarnation that was replaced."""
        policy = policy or resource.definition.get("DeletionPolicy", "Delete")
        past = resource.physical_id if former else None
        if policy == "Retain" or (policy == "RetainExceptOnCreate" and not rolling_back):
            self._stack.mark(resource, "DELETE_SKIPPED", physical_id=past)
            return
        if not resource.physical_id:
            if not former:
                self._stack.mark(resource, "DELETE_COMPLETE")
            return
        self._stack.mark(resource, "DELETE_IN_PROGRESS", physical_id=past)
        with self._failing(resource, "DELETE_FAILED", past):
            try:
                self.provider(resource).delete(resource.physical_id, resource.properties)
            except ClientError as error:
                if not is_absent(error):
                    raise
        self._stack.mark(resource, "DELETE_COMPLETE", physical_id=past)

    @staticmethod
    def _adopt(provider: Provider, resource: Resource, properties: dict[str, Any]) -> None:
        resource.properties = properties
        values = dict(provider.attributes(resource.physical_id, properties))
        resource.attributes = {**values, "Ref": provider.reference(resource.physical_id)}

    @contextmanager
    def _failing(self, resource: Resource, status: str, past: str | None = None) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError, ProviderError) as error:
            reason = _reason(error)
            self._stack.mark(resource, status, reason, physical_id=past)
            raise ResourceFailure(reason) from error


def _reason(error: Exception) -> str:
    """The sentence of an event: the service's own message and where it came from."""
    if isinstance(error, ClientError):
        detail = error.response["Error"]
        code = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        message = f"{detail.get('Message', '')} (Error: {detail['Code']}, Status Code: {code}, {error.operation_name})"
    else:
        message = str(error)
    return f'Resource handler returned message: "{message}"'
