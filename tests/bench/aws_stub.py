"""A server that takes every Kinesis and DynamoDB call and says yes: `python -m tests.bench.aws_stub PORT`.

It runs in a process of its own, so that the benchmark's CPU time is that of the client alone.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Yes(BaseHTTPRequestHandler):
    """Answers as many times yes as there are records or statements in a call."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two of them wait 40 ms for each other

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers.get("X-Amz-Target", "").split(".")[-1]
        content = b"{}"
        if operation == "PutRecords":
            results = [b'{"SequenceNumber":"1","ShardId":"shardId-000000000000"}'] * body.count(b'"PartitionKey"')
            content = b'{"FailedRecordCount":0,"Records":[' + b",".join(results) + b"]}"
        elif operation == "BatchExecuteStatement":
            answers = [b'{"TableName":"demand"}'] * body.count(b'"Statement"')
            content = b'{"Responses":[' + b",".join(answers) + b"]}"
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


if __name__ == "__main__":
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Yes).serve_forever()
