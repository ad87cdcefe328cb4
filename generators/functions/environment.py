"""The variables that a function finds: who it is, and the names of what it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.arn import queue_url, sub
from monitors.scope import TRIGGER_KINDS

if TYPE_CHECKING:
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Use


def variables(site: Site) -> dict[str, Any]:
    """Names and values; a queue is given by its URL, everything else by its name. The spec's own variables win."""
    service, settings = site.service, site.function.settings
    found: dict[str, Any] = {
        "CONFIG_ENV": service.environment,
        "POWERTOOLS_SERVICE_NAME": service.name,
        "SERVICE_NAME": service.name,
    }
    found |= {use.env: _value(use, site) for use in settings.uses if use.env is not None}
    return found | settings.environment


def _value(use: Use, site: Site) -> Any:
    key: str = getattr(use, use.target)
    if use.target not in TRIGGER_KINDS:
        return key
    name = site.scope.get(TRIGGER_KINDS[use.target], key).name
    return sub(queue_url(name)) if use.target == "queue" else name
