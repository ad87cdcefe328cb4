"""A small drawing surface and its PNG, in plain Python: Lambda has no image library, and two charts need none.

Transparent, so that it stands on a white page and on a dark one alike. Edges are smooth by coverage. CloudWatch's own
GetMetricWidgetImage draws metrics only, on white only, and neither in GovCloud nor without an account.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor, hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Colour = tuple[int, int, int]
Point = tuple[float, float]
PIXEL = 4
"""Bytes: red, green, blue, opacity."""


def colour(code: str) -> Colour:
    """`#c2410c` → its three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


@dataclass(slots=True)
class Picture:
    """`width` × `height` pixels, (0, 0) at the top left."""

    width: int
    height: int
    pixels: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.pixels = bytearray(self.width * self.height * PIXEL)

    def bar(self, left: int, top: int, right: int, bottom: int, paint: Colour, opacity: float = 1.0) -> None:
        """Fill a rectangle of whole pixels; what lies outside is cut off."""
        left, right = max(0, left), min(self.width, right)
        if left >= right:
            return
        line = bytes((*paint, round(255 * opacity))) * (right - left)
        for row in range(max(0, top), min(self.height, bottom)):
            start = (row * self.width + left) * PIXEL
            self.pixels[start : start + len(line)] = line

    def line(self, points: Sequence[Point], paint: Colour, thickness: float, *, dash: float = 0) -> None:
        """Join the points. `dash` is the length of strokes and of the gaps between them, 0 for none."""
        if dash:
            for stroke in _strokes(points, dash):
                self.line(stroke, paint, thickness)
            return
        covered: dict[int, float] = {}
        for start, end in pairwise(points):
            self._cover(start, end, thickness / 2, covered)
        for index, share in covered.items():
            self._blend(index, paint, share)

    def _cover(self, start: Point, end: Point, radius: float, covered: dict[int, float]) -> None:
        """How much of each pixel near a segment lies within `radius` of it; the most of any segment counts."""
        (x1, y1), (x2, y2) = start, end
        length = hypot(x2 - x1, y2 - y1) or 1e-9
        reach = radius + 1
        for row in range(max(0, floor(min(y1, y2) - reach)), min(self.height, ceil(max(y1, y2) + reach))):
            for column in range(max(0, floor(min(x1, x2) - reach)), min(self.width, ceil(max(x1, x2) + reach))):
                dx, dy = column + 0.5 - x1, row + 0.5 - y1
                along = min(1.0, max(0.0, (dx * (x2 - x1) + dy * (y2 - y1)) / (length * length)))
                away = hypot(dx - along * (x2 - x1), dy - along * (y2 - y1))
                share = min(1.0, radius + 0.5 - away)
                index = row * self.width + column
                if share > covered.get(index, 0.0):
                    covered[index] = share

    def _blend(self, index: int, paint: Colour, share: float) -> None:
        """Lay paint over what is there."""
        at = index * PIXEL
        below = self.pixels[at + 3] / 255
        opacity = share + below * (1 - share)
        for channel in range(3):
            mixed = (paint[channel] * share + self.pixels[at + channel] * below * (1 - share)) / opacity
            self.pixels[at + channel] = round(mixed)
        self.pixels[at + 3] = round(255 * opacity)

    def png(self) -> bytes:
        """PNG with eight bits a channel and opacity (ISO/IEC 15948)."""
        row = self.width * PIXEL
        lines = b"".join(b"\0" + self.pixels[start : start + row] for start in range(0, len(self.pixels), row))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 6, 0, 0, 0)
        chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines, 9)), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _strokes(points: Sequence[Point], dash: float) -> list[list[Point]]:
    """Every second piece of so long along the way."""
    strokes: list[list[Point]] = []
    walked = 0.0
    for (x1, y1), (x2, y2) in pairwise(points):
        length = hypot(x2 - x1, y2 - y1)
        done = 0.0
        while done < length:
            step = min(dash - walked % dash, length - done)
            if int(walked / dash) % 2 == 0 and step > 1e-6:
                ends = (done / length, (done + step) / length)
                strokes.append([(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in ends])
            walked += max(step, 1e-6)
            done += max(step, 1e-6)
    return strokes
