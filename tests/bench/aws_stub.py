"""S3, Kinesis, DynamoDB and SQS that say yes at once, on loopback: `python -m tests.bench.aws_stub`.

It prints its port and serves until it is ended, in a process of its own, so that the CPU time of what is measured is
the client's alone. It answers what the two workers that are measured ask: the head and any range of
/BUCKET/ROWS.csv, PutRecords, BatchExecuteStatement, PutItem, GetItem, SendMessage. Anything else is 501.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tests.bench import score_file

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Callable

ETAG = '"0123456789abcdef0123456789abcdef"'
JSON = "application/x-amz-json-1.0"


def put_records(body: bytes) -> bytes:
    """As many results as records."""
    result = b'{"SequenceNumber":"49590338271490256608559692538361571095921575989136588898","ShardId":"shardId-0"}'
    return b'{"FailedRecordCount":0,"Records":[%s]}' % b",".join([result] * body.count(b'"PartitionKey"'))


def batch_execute_statement(body: bytes) -> bytes:
    """As many results as statements: each item is new."""
    return b'{"Responses":[%s]}' % b",".join([b'{"TableName":"demand"}'] * body.count(b'"Statement"'))


ANSWERS: dict[str, Callable[[bytes], bytes]] = {
    "PutRecords": put_records,
    "BatchExecuteStatement": batch_execute_statement,
    "PutItem": lambda _: b"{}",
    "GetItem": lambda _: b"{}",
    "SendMessage": lambda _: b'{"MessageId":"1","MD5OfMessageBody":"0"}',
}


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer one connection's requests, one after another."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            method, path, headers = parse(await reader.readuntil(b"\r\n\r\n"))
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            if method in ("GET", "HEAD"):
                await answer_file(writer, method, path, headers)
            else:
                answer_call(writer, headers.get("x-amz-target", "").rpartition(".")[2], body)
            await writer.drain()
    writer.close()


def parse(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Method, path and headers, names in lower case."""
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = (line.split(":", 1) for line in lines if line)
    return method, target.partition("?")[0], {name.lower(): value.strip() for name, value in headers}


def answer_call(writer: StreamWriter, operation: str, body: bytes) -> None:
    """One packet an answer: two would wait for each other."""
    answer = ANSWERS.get(operation)
    content = answer(body) if answer else b'{"__type":"NotImplemented"}'
    writer.write(head("200 OK" if answer else "501 Not Implemented", len(content), f"Content-Type: {JSON}") + content)


async def answer_file(writer: StreamWriter, method: str, path: str, headers: dict[str, str]) -> None:
    """The head of /BUCKET/ROWS.csv, or its bytes from the one that Range begins with."""
    rows = int(path.rpartition("/")[2].removesuffix(".csv"))
    whole = score_file.size(rows)
    start = int(headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
    told = [f"ETag: {ETAG}", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "Content-Type: text/csv"]
    if "range" in headers:
        told.append(f"Content-Range: bytes {start}-{whole - 1}/{whole}")
    writer.write(head("206 Partial Content" if "range" in headers else "200 OK", whole - start, *told))
    if method == "GET":
        for piece in score_file.read(rows, start):
            writer.write(piece)
            await writer.drain()


def head(status: str, length: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {length}", *headers, "\r\n"]).encode()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
