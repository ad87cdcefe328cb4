"""moto as the answer of a stand-in: its application, asked in this process.

moto's state is the whole process's, and anybody's reset of moto empties it. A stand-in keeps what people see of it
(mails, messages) itself, and puts back what moto has forgotten before each request.
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

from watchbill.local.standin.server import Reply, Request


class MotoApp:
    """moto's WSGI application; it finds the service by the request's signature."""

    def __init__(self) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        self._app = DomainDispatcherApplication(create_backend_app)

    def answer(self, request: Request) -> Reply:
        """Let moto act on the request."""
        found: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            found.append((int(status.split()[0]), dict(headers)))

        body = b"".join(self._app(_environ(request), start))
        status, headers = found[0]
        return Reply(status=status, body=body, headers=headers)


def _environ(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.path)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
    return {
        **headers,
        "REQUEST_METHOD": request.method,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
