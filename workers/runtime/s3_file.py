"""Reads a file from S3 in windows of whole lines, from any byte on, through cut connections.

A line is a record: quoted fields are understood, line breaks inside quotes are not, so that one stray quote can't
swallow the rest of a file, and every window's end is a place to resume from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import (
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)  # fmt: skip
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)

from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

# About 3,000 rows of 85 bytes: six full PutRecords calls, and the most that is ever sent twice after a crash.
WINDOW_BYTES = 256 * 1024
MAX_LINE_BYTES = 64 * 1024
MAX_RECONNECTS = 5
csv.field_size_limit(2 * WINDOW_BYTES)  # a long field is refused by its own check, not by an exception


class FileGoneError(RuntimeError):
    """The object was deleted, or replaced while it was being read; a replacement has an event of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """One version of one object. `modified` is in epoch seconds, S3's own resolution."""

    bucket: str
    key: str
    etag: str
    modified: int
    size: int

    @property
    def name(self) -> str:
        """The file's name in logs, markers and parked objects."""
        return f"s3://{self.bucket}/{self.key}#{self.etag}@{self.modified}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Whole lines of a file: `rows` by line number (the header is line 1), and where the next window starts."""

    rows: list[tuple[int, list[str]]]
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """(line number, what is wrong, the line)"""
    next_offset: int
    next_line: int


def find(bucket: str, key: str) -> FileVersion:
    """Look an object up; raise FileGoneError when there is none."""
    try:
        head = client("s3").head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileGoneError(f"s3://{bucket}/{key} does not exist") from None
        raise
    return FileVersion(
        bucket=bucket,
        key=key,
        etag=head["ETag"].strip('"'),
        modified=int(head["LastModified"].timestamp()),
        size=head["ContentLength"],
    )


class ResumingBody:
    """The bytes of one file version from `offset`; a cut connection is opened again where it broke."""

    def __init__(self, file: FileVersion, offset: int = 0) -> None:
        self._file = file
        self._offset = offset
        self._body: Any = None
        self.reconnects = 0

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes; empty at the end. Raise after 5 reconnects in a row that brought nothing."""
        for attempt in range(MAX_RECONNECTS + 1):
            if self._offset >= self._file.size:
                return b""
            try:
                self._body = self._body or self._open()
                if data := self._body.read(size):
                    self._offset += len(data)
                    return bytes(data)
                self._body = None
            except (IncompleteReadError, HTTPClientError, BotoConnectionError):
                self._body = None
                if attempt == MAX_RECONNECTS:
                    raise
            self.reconnects += 1
        raise FileGoneError(f"{self._file.name} ends at byte {self._offset} of {self._file.size}")

    def _open(self) -> Any:
        try:
            reply = client("s3").get_object(
                Bucket=self._file.bucket,
                Key=self._file.key,
                IfMatch=f'"{self._file.etag}"',
                Range=f"bytes={self._offset}-",
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 412, 416):
                raise FileGoneError(f"{self._file.name} was replaced or deleted") from None
            raise
        if reply["ETag"].strip('"') != self._file.etag:  # a store that ignores If-Match
            raise FileGoneError(f"{self._file.name} was replaced")
        return reply["Body"]


def windows(body: ResumingBody, *, offset: int = 0, line: int = 1) -> Iterator[Window]:
    """Cut the bytes of `body`, which starts at byte `offset` in line `line`, into windows of whole lines."""
    rest = b""
    while chunk := rest + (data := body.read(WINDOW_BYTES)):
        end = chunk.rfind(b"\n") + 1 if data else len(chunk)
        if not end and len(chunk) < MAX_LINE_BYTES:
            rest = chunk
            continue
        if end:
            rows, broken, lines = _rows(chunk[:end], line)
            rest = chunk[end:]
        else:
            end, rest = _skip_line(body, chunk)
            rows, broken, lines = [], [(line, "line is longer than 64 KiB", "")], 1
        offset, line = offset + end, line + lines
        yield Window(rows=rows, broken=broken, next_offset=offset, next_line=line)


def _skip_line(body: ResumingBody, chunk: bytes) -> tuple[int, bytes]:
    """Read on to the next line; return the bytes passed over and what was read beyond them."""
    passed = 0
    while (found := chunk.find(b"\n")) < 0 and chunk:
        passed += len(chunk)
        chunk = body.read(WINDOW_BYTES)
    return passed + found + 1, chunk[found + 1 :]


def _rows(chunk: bytes, line: int) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, str]], int]:
    """Parse whole lines; empty ones are no rows. Return rows, broken lines and how many lines there were."""
    lines = chunk.decode("utf-8", "replace").removesuffix("\n").split("\n")
    if b'"' not in chunk:
        rows = [(at, row) for at, row in enumerate(csv.reader(lines), line) if row]
        return rows, [], len(lines)
    rows, broken = [], []
    for at, text in enumerate(lines, line):
        try:
            rows.extend((at, row) for row in csv.reader([text], strict=True) if row)
        except csv.Error:
            broken.append((at, "line has a stray quote", text))
    return rows, broken, len(lines)
