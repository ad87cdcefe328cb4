"""Slack's limits on blocks, as documented; what a message is refused for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

MAX_BLOCKS, MAX_CHARACTERS = 50, 13_000
ELEMENTS = {"actions": 25, "context": 10}


def total(blocks: list[Json]) -> int:
    """How Slack seems to count `msg_blocks_too_long`, an undocumented limit."""
    return len(json.dumps(blocks, ensure_ascii=False))


def problems(blocks: object) -> Iterator[str]:
    """What is wrong with these blocks, one sentence each."""
    if not isinstance(blocks, list):
        yield "blocks is no list"
        return
    if len(blocks) > MAX_BLOCKS:
        yield f"no more than {MAX_BLOCKS} items allowed"
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        check = {"header": _header, "section": _section, "actions": _elements, "context": _elements}.get(block["type"])
        if check:
            yield from (f"/blocks/{number}: {found}" for found in check(block))
        elif block["type"] not in ("divider", "image"):
            yield f"/blocks/{number}: unsupported type: {block['type']}"
        for element in block.get("elements", []):
            action = element.get("action_id")
            if action in seen:
                yield f"/blocks/{number}: action_id {action} already exists"
            seen |= {action} if action else set()


def _header(block: Json) -> Iterator[str]:
    if block["text"].get("type") != "plain_text":
        yield "must be plain_text"
    yield from _text(block["text"], 150)


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "needs text or fields"
    if "text" in block:
        yield from _text(block["text"], 3000)
    if len(block.get("fields", [])) > 10:
        yield "no more than 10 fields allowed"
    for field in block.get("fields", []):
        yield from _text(field, 2000)


def _elements(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= ELEMENTS[block["type"]]:
        yield f"1 to {ELEMENTS[block['type']]} elements allowed"
    for element in elements:
        if element["type"] == "button":
            yield from _button(element)
        elif element["type"] in ("mrkdwn", "plain_text"):
            yield from _text(element, 2000)


def _button(button: Json) -> Iterator[str]:
    if button["text"].get("type") != "plain_text":
        yield "a button's text must be plain_text"
    yield from _text(button["text"], 75)
    for name, limit in (("url", 3000), ("value", 2000), ("action_id", 255)):
        if len(button.get(name, "")) > limit:
            yield f"{name} must be at most {limit} characters"
    if button.get("style") not in (None, "primary", "danger"):
        yield "style must be primary or danger"


def _text(text: Json, limit: int) -> Iterator[str]:
    if not 1 <= len(text.get("text", "")) <= limit:
        yield f"text must be 1 to {limit} characters"
