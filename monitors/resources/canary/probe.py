"""What a canary does, read off its function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.canary import Canary, Check
from monitors.spec.companion import EVENT_FILE, handler_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.canary.spec import Spec
    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument


def probe(resource: Resource[Spec], document: SpecDocument, scope: Scope) -> Canary:
    """The canary of a function, its checks each with its own place in the spec."""
    function = scope.get("lambda_function", resource.settings.function)
    said = function.settings.canary
    return Canary(
        name=resource.name,
        function=function.key,
        event=document.events.get(function.key, ""),
        event_file=_event_file(function.settings.handler),
        through=said.through,
        every_minutes=said.every_minutes,
        timeout_seconds=said.timeout_seconds,
        content=said.content,
        items=tuple(said.items),
        checks=tuple(_checks(function.key, document)),
        engine=document.head.canaries.engine,
        runtime=document.head.canaries.runtime,
        source=resource.source,
    )


def _checks(function: str, document: SpecDocument) -> Iterator[Check]:
    settings = document.resources["lambda_function"][function]
    for number, check in enumerate(settings.canary.checks):  # type: ignore[attr-defined]  # this kind's own model
        yield Check(
            kind=check.kind,
            settings=check.settings,
            within_seconds=check.within_seconds,
            source=document.place("functions", function, "canary", "checks", str(number)),
        )


def _event_file(handler: str | None) -> str:
    folder = handler_folder(handler) if handler else None
    return str(folder / EVENT_FILE) if folder else EVENT_FILE
