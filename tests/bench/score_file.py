"""A score file of any length, made as it is read from any byte on: nothing of it is kept, on disk or in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = b"campaignId,memberId,score,rank,verdict,region,scoredAt\n"
BLOCK_ROWS = 1_000
NUMBER = b"#######"
_BLOCK = b"".join(
    b"12345,member-%s%03d,0.%06d,%07d,verified,us-east-1,2026-01-01T00:00:00Z\n"
    % (NUMBER, row, row * 997 % 1_000_000, row + 1)
    for row in range(BLOCK_ROWS)
)
"""Rows of one length, ranks 1 to 1,000; the block's number makes their members unique."""
MOST_ROWS = BLOCK_ROWS * 10 ** len(NUMBER)


def size(rows: int) -> int:
    """Bytes of a file of `rows` rows, a multiple of 1,000."""
    return len(HEADER) + rows // BLOCK_ROWS * len(_BLOCK)


def read(rows: int, offset: int) -> Iterator[bytes]:
    """The file's bytes from `offset` on, in pieces of some 75 KB."""
    if offset < len(HEADER):
        yield HEADER[offset:]
    number, skip = divmod(max(0, offset - len(HEADER)), len(_BLOCK))
    for block in range(number, rows // BLOCK_ROWS):
        yield _BLOCK.replace(NUMBER, b"%0*d" % (len(NUMBER), block))[skip:]
        skip = 0
