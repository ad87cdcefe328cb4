"""The HTTP APIs of the spec; routes come from generators/functions/trigger/api.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.artefact import Fragment
from generators.declaration import tags
from generators.http_api import declare_api

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.scope import Scope


def make(api: Resource[Any], scope: Scope) -> Fragment:
    """API, stage with throttling, and access logs."""
    resources = declare_api(
        api.name,
        api.settings.description,
        tags(scope.service, api),
        per_second=api.settings.throttle_requests_per_second,
        burst=api.settings.throttle_burst,
        source=api.source,
    )
    return Fragment(unit=api.id, resources=resources)
