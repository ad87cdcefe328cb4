"""A resource as the text it will be in its template: two-space JSON, keys sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from generators.artefact import JSON, StackResource
    from monitors.model.source import Source

SEPARATOR_BYTES = len(b'    "": ,\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """`body` is indented for its place under Resources."""

    logical_id: str
    type: str
    body: bytes
    source: Source | None

    @property
    def size(self) -> int:
        """Bytes it takes in a template."""
        return len(self.body) + len(self.logical_id) + SEPARATOR_BYTES

    def names(self, parameter: str) -> bool:
        """Whether the parameter is referred to."""
        return b'"%s"' % parameter.encode() in self.body or b"${%s}" % parameter.encode() in self.body

    def load(self) -> Any:
        """The body as an object again: only giants that must be split are read back."""
        return orjson.loads(self.body)


def render_resource(resource: StackResource) -> Rendered:
    entry: JSON = {"Type": resource.type, "Properties": resource.properties, **resource.attributes}
    if resource.depends_on:
        entry["DependsOn"] = list(resource.depends_on)
    return Rendered(
        logical_id=resource.logical_id,
        type=resource.type,
        body=indented(entry, 4),
        source=resource.source,
    )


def indented(value: JSON, spaces: int) -> bytes:
    """JSON whose lines after the first are moved right; line breaks inside strings are escaped, so none is hit."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    return text.replace(b"\n", b"\n" + b" " * spaces)
