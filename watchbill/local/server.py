"""A threaded HTTP server on 127.0.0.1 that runs a WSGI application."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.02  # how long `stop` may stay unseen


class LoopbackServer:
    """Listens on a free port (or on `port`) as soon as it is made; serves from `start` to `stop`."""

    def __init__(self, application: WSGIApplication, port: int = 0) -> None:
        self._server = make_server(LOOPBACK, port, application, threaded=True, request_handler=_Handler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(POLL_SECONDS,), name="embedded-cloud", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.port}"

    def start(self) -> None:
        self._thread.start()

    def serve(self) -> None:
        """Serve in the calling thread until interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(MotoRequestHandler):
    """moto's, quiet."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own signature
        """A line a request would drown the command's own output."""
