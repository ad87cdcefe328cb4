"""Puts freshly generated blocks into an existing page and keeps all that people wrote around them."""

from __future__ import annotations

import re

BLOCK = re.compile(r"<!-- watchbill:begin (?P<name>\S+) -->.*?<!-- watchbill:end (?P=name) -->", re.DOTALL)


def merge(existing: str | None, generated: str) -> str:
    """The page to write. Blocks are matched by name; a block that an old page lacks is put at its top.

    A page without any block was written by hand: it is kept whole, below what is generated.
    """
    if existing is None:
        return generated
    fresh = {match["name"]: match.group() for match in BLOCK.finditer(generated)}
    present = {match["name"] for match in BLOCK.finditer(existing)}
    merged = BLOCK.sub(lambda match: fresh.get(match["name"], match.group()), existing)
    lacking = [text for name, text in fresh.items() if name not in present]
    return "\n\n".join([*lacking, merged]) if lacking else merged
