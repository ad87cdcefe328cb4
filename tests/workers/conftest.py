"""Fixtures of the workers' tests: a cloud and HTTP services, all on loopback."""

from __future__ import annotations

import itertools
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.cloud import PARKING, STREAM, TABLE, Cloud, Context, FaultyCloud, Lines, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_numbers = itertools.count()


@pytest.fixture(scope="session")
def faulty_cloud() -> Iterator[tuple[str, FaultyCloud]]:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    app = FaultyCloud(DomainDispatcherApplication(create_backend_app))

    class Quiet(MotoRequestHandler):  # type: ignore[misc]
        protocol_version = "HTTP/1.1"

        def log_request(self, *_: Any) -> None: ...

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", app
    server.shutdown()


@pytest.fixture
def environment(faulty_cloud: tuple[str, FaultyCloud], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker's environment, in front of a cloud that need not hold anything."""
    from workers.runtime import settings

    url, _ = faulty_cloud
    for name, value in {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "DEMAND_TABLE": TABLE,
        "CHECKPOINT_TABLE": TABLE,
        "SCORES_STREAM": STREAM,
        "PARKING_BUCKET": PARKING,
        "VERDICT_QUEUE_URL": f"{url}/123456789012/verdicts",
        "VERDICT_DELAY_SECONDS": "0",
        "SERVICE_NAME": f"vf-{next(_numbers)}",  # a logger of its own, that writes to this test's stdout
    }.items():
        monkeypatch.setenv(name, value)
    settings._read.clear()
    yield
    settings._read.clear()


@pytest.fixture
def cloud(faulty_cloud: tuple[str, FaultyCloud], environment: None) -> Iterator[Cloud]:
    """An empty cloud, and a worker's environment that points to it."""
    url, app = faulty_cloud
    app.faults.clear()
    made = Cloud(url, app)
    app.calls.clear()
    yield made
    app.faults.clear()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer: two of them wait 40 ms for each other

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            reply = made.answers.pop(0) if made.answers else made.default(self.command, self.path, body)
            if reply is None:
                self.close_connection = True
                self.connection.close()
                return
            status, headers, content = reply
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A connection that was closed on purpose is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def lambda_service(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The Lambda API, as the workers' own client finds it: `service`."""
    from workers.runtime.client import client

    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", service.url)
    client.cache_clear()
    yield service
    client.cache_clear()


@pytest.fixture
def context() -> Context:
    """An invocation with a minute left."""
    return Context()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], Lines]:
    """Read what was written since the last question."""
    return lambda: Lines.of(capsys.readouterr().out)
