"""What a resource type must do to be deployable: be made, read back, changed and unmade through its service's API."""

from __future__ import annotations

import secrets
import string
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from watchbill.local.cloudformation.coerce import coerce_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.exceptions import ClientError

Properties = dict[str, Any]

# How the services say that something is not there.
_ABSENT = (
    "NotFound", "NoSuch", "NonExistent", "DoesNotExist", "404", "ResourceNotFound", "ParameterNotFound",
)  # fmt: skip


class ProviderError(Exception):
    """A refusal by the provider itself, in the words of AWS's resource handler."""


def is_absent(error: ClientError) -> bool:
    """Whether a service answered that the thing asked for does not exist."""
    code = error.response["Error"]["Code"]
    return any(word in code for word in _ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a resource is made: the cloud, and the stack and logical id that generated names come from."""

    client: Callable[[str], Any]
    region: str
    account: str
    stack_name: str
    logical_id: str
    partition: str = "aws"

    def call(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call the service's API; text becomes the numbers and booleans that the operation asks for."""
        client = self.client(service)
        method = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(method).input_shape
        answer: dict[str, Any] = getattr(client, operation)(**coerce_parameters(shape, parameters))
        return answer

    def pages(self, service: str, operation: str, key: str, /, **parameters: Any) -> list[Any]:
        """Every item under `key` over all pages of a listing."""
        paginator = self.client(service).get_paginator(operation)
        return [item for page in paginator.paginate(**parameters) for item in page.get(key, [])]

    def name(self, longest: int = 255, *, lower: bool = False) -> str:
        """A physical name as CloudFormation makes them: stack-logicalId-RANDOM, cut to `longest`."""
        suffix = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(12))
        room = longest - len(suffix) - 2
        stack = self.stack_name[: max(room - len(self.logical_id), room // 2)]
        name = f"{stack}-{self.logical_id[: room - len(stack)]}-{suffix}"
        return name.lower() if lower else name

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


class Provider(ABC):
    """One resource type. A subclass states what it takes; whatever it does not state is refused, never dropped."""

    TYPE: ClassVar[str] = ""
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    OPTIONAL: ClassVar[tuple[str, ...]] = ()
    IMMUTABLE: ClassVar[tuple[str, ...]] = ()
    """Properties whose change makes a new resource, as the type's schema on AWS says."""
    NAME: ClassVar[str] = ""
    """The property that names the resource: CloudFormation cannot replace one whose name stays the same."""
    ATTRIBUTES: ClassVar[tuple[str, ...]] = ()
    """What Fn::GetAtt answers."""
    WRITE_ONLY: ClassVar[tuple[str, ...]] = ()
    """Properties that no API gives back: drift detection leaves them out."""
    TAGS_AS_MAP: ClassVar[bool] = False
    """Whether its Tags property is an object instead of a list of Key and Value."""
    NEEDS_CAPABILITY: ClassVar[bool] = False
    """Whether deploying it takes CAPABILITY_IAM, or CAPABILITY_NAMED_IAM when it has a name."""
    NOTE: ClassVar[str] = ""
    """What the embedded cloud does not do with it, for `demo --support`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @abstractmethod
    def create(self, properties: Properties) -> str:
        """Make it and return its physical id."""

    @abstractmethod
    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Its properties as the service now has them, in the template's form; None when it is gone.

        `properties` are those last applied, for the types whose physical id does not say where to look.
        """

    @abstractmethod
    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Bring it from `old` to `new`; only properties that are not IMMUTABLE differ."""

    @abstractmethod
    def delete(self, physical_id: str, properties: Properties) -> None:
        """Unmake it. A service's "no such thing" is success to the caller."""

    def find(self, name: str) -> str:
        """The physical id of what has this name, whether or not it exists."""
        return name

    def reference(self, physical_id: str) -> str:
        """What Ref answers."""
        return physical_id

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        """The values of ATTRIBUTES."""
        return {}

    @classmethod
    def allowed(cls) -> tuple[str, ...]:
        return (*cls.REQUIRED, *cls.OPTIONAL)
