"""One module a trigger's source, found by its name: `stream`, `queue`, `table`, `bucket`, `api`, `schedule`.

A module has `is_async` (Lambda queues the event itself), `statements` (what Lambda or the function needs of the
source under the function's role) and `fragments` (the resources, each in the unit where it belongs).
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON, Fragment
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger


class Source(Protocol):
    """What a module of this package has."""

    is_async: bool

    def statements(self, site: Site, trigger: Trigger) -> list[JSON]: ...

    def fragments(self, site: Site, trigger: Trigger) -> Iterator[Fragment]: ...


def trigger_of(trigger: Trigger) -> Source:
    return _source(trigger.source)


@cache
def _source(name: str) -> Source:
    return cast(Source, importlib.import_module(f"{__name__}.{name}"))
