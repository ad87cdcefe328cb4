"""Where what a function could not process goes, and in which order the stacks must then stand.

A bucket's stack follows the functions that it notifies, and a function's stack should follow the bucket that takes
its failures. Where both meet in a circle (a function parks in a bucket that invokes it), S3 checks its side when
the notification is made and Lambda only uses its own later: so the second order is given up, never the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generators.arn import arn_of
from generators.policy import allow

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Trigger
    from monitors.scope import Scope

PARKED_PREFIX = "aws/lambda/"
"""How the keys of Lambda's own failure objects begin (Developer Guide, "Retaining records of … invocations")."""
KINDS = ("s3_bucket", "sqs_queue")
"""What `on_failure` may name, in the order of looking."""


@dataclass(frozen=True, slots=True)
class Parking:
    """Answers for one scope; what a bucket leads to is worked out once."""

    scope: Scope
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)

    def destination(self, trigger: Trigger) -> Resource[Any] | None:
        """The bucket or queue of `on_failure`. Raises KeyError for a name that neither has."""
        if trigger.on_failure is None:
            return None
        for kind in KINDS:
            found = self.scope.resources.get(f"{kind}/{trigger.on_failure}")
            if found is not None:
                return found
        raise KeyError(trigger.on_failure)

    def before(self, function: Resource[Any], trigger: Trigger) -> Resource[Any] | None:
        """The destination, when it can be deployed before the function."""
        destination = self.destination(trigger)
        if destination is None or function.id in self._leads_to(destination.id):
            return None
        return destination

    def statements(self, trigger: Trigger) -> list[JSON]:
        """What Lambda does there under the function's role."""
        destination = self.destination(trigger)
        if destination is None:
            return []
        arn = arn_of(destination)
        if destination.kind == "sqs_queue":
            return [allow(["sqs:SendMessage"], arn)]
        return [allow(["s3:PutObject"], f"{arn}/{PARKED_PREFIX}*"), allow(["s3:ListBucket"], arn)]

    def _leads_to(self, bucket: str) -> frozenset[str]:
        """Functions whose stacks come before this bucket's, directly or through other buckets."""
        if bucket not in self._reached:
            found: set[str] = set()
            seen: set[str] = set()
            waiting = [bucket]
            while waiting:
                place = waiting.pop()
                if place in seen:
                    continue
                seen.add(place)
                for function in self.scope.consumers.get(place, ()) if place.startswith("s3_bucket/") else ():
                    found.add(function.id)
                    parked = (self.destination(trigger) for trigger in function.settings.triggers)
                    waiting += [target.id for target in parked if target is not None]
            self._reached[bucket] = frozenset(found)
        return self._reached[bucket]
