"""A picture of lines, boxes and small text, as a PNG: what GetMetricWidgetImage needs and no more."""

from __future__ import annotations

import struct
import zlib

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
# Rows of three pixels, top first; the bits of each digit are the pixels.
_FONT = {
    "0": (7, 5, 5, 5, 7), "1": (2, 6, 2, 2, 7), "2": (7, 1, 7, 4, 7), "3": (7, 1, 7, 1, 7), "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7), "6": (7, 4, 7, 5, 7), "7": (7, 1, 1, 1, 1), "8": (7, 5, 7, 5, 7), "9": (7, 5, 7, 1, 7),
    ".": (0, 0, 0, 0, 2), ":": (0, 2, 0, 2, 0), "-": (0, 0, 7, 0, 0), "k": (4, 5, 6, 5, 5), "M": (5, 7, 7, 5, 5),
}  # fmt: skip
GLYPH_WIDTH, GLYPH_HEIGHT = 8, 10  # of a character, drawn at twice its size, with the gap behind it


class Canvas:
    """The origin is at the top left. What lies outside is cut off."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._rows = [bytearray(bytes(WHITE) * width) for _ in range(height)]

    def box(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        """Filled; `right` and `bottom` are outside of it."""
        left, right = max(0, left), min(self.width, right)
        if left < right:
            for row in self._rows[max(0, top) : max(0, bottom)]:
                row[3 * left : 3 * right] = bytes(colour) * (right - left)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: Colour, thick: int = 2) -> None:
        """As a row of boxes: short ones where it is steep."""
        (x, y), (far, down) = start, end
        steps = max(1, int(max(abs(far - x), abs(down - y))))
        for step in range(steps + 1):
            left = round(x + (far - x) * step / steps) - thick // 2
            top = round(y + (down - y) * step / steps) - thick // 2
            self.box(left, top, left + thick, top + thick, colour)

    def dashes(self, start: int, end: int, at: int, colour: Colour, *, upright: bool = False) -> None:
        """A broken line, two pixels thick, from `start` to `end`; upright ones stand at x = `at`."""
        for place in range(start, end, 10):
            stop = min(end, place + 6)
            self.box(*((at, place, at + 2, stop) if upright else (place, at, stop, at + 2)), colour)

    def text(self, left: int, top: int, words: str, colour: Colour) -> None:
        """Digits, point, colon, minus, k and M; any other character is a blank."""
        for place, character in enumerate(words):
            for down, bits in enumerate(_FONT.get(character, ())):
                for across in range(3):
                    if bits & 4 >> across:
                        x, y = left + place * GLYPH_WIDTH + across * 2, top + down * 2
                        self.box(x, y, x + 2, y + 2, colour)

    def png(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in self._rows), 6)
        chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
