"""JSON whose objects know their places."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import JSONDecodeError, JSONDecoder, scanstring  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from monitors.evaluator.intake.located import Located, UnreadableError
from monitors.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable


def load_json(text: str, file: str) -> object:
    """The text's value. Raises UnreadableError with the place."""
    try:
        return _decoder(text).decode(text)
    except JSONDecodeError as error:
        raise UnreadableError(f"not JSON: {error.msg}", Source(file, error.lineno, error.colno)) from None


def _decoder(text: str) -> JSONDecoder:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    decoder = JSONDecoder()
    # The decoder's own hooks see no offsets; its Python scanner calls whatever parses objects with one.
    decoder.parse_object = _object_parser(place)  # type: ignore[attr-defined]
    decoder.scan_once = py_make_scanner(decoder)  # type: ignore[attr-defined]
    return decoder


def _object_parser(place: Callable[[int], tuple[int, int]]) -> Callable[..., tuple[Located, int]]:
    space = json.decoder.WHITESPACE.match  # type: ignore[attr-defined]

    def parse(start: tuple[str, int], strict: bool, scan: Callable[..., Any], *_: object) -> tuple[Located, int]:
        text, offset = start
        found = Located(place(offset - 1))
        offset = space(text, offset).end()
        if text[offset : offset + 1] == "}":
            return found, offset + 1
        while True:
            offset = space(text, offset).end()
            if text[offset : offset + 1] != '"':
                raise JSONDecodeError("a key in double quotes is expected", text, offset)
            where = place(offset)
            key, offset = scanstring(text, offset + 1, strict)
            offset = space(text, offset).end()
            if text[offset : offset + 1] != ":":
                raise JSONDecodeError("a colon is expected", text, offset)
            try:
                found[key], offset = scan(text, space(text, offset + 1).end())
            except StopIteration as stop:
                raise JSONDecodeError("a value is expected", text, stop.value) from None
            found.places[key] = where
            offset = space(text, offset).end()
            if text[offset : offset + 1] == "}":
                return found, offset + 1
            if text[offset : offset + 1] != ",":
                raise JSONDecodeError("a comma or } is expected", text, offset)
            offset += 1

    return parse
