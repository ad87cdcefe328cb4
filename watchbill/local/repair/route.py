"""moto builds a service's routes at its first request, in as many threads as come at once.

werkzeug parses Python for each, and CPython 3.11 counts the depth of that for all threads together: now and then one
of them fails with "AST constructor recursion depth mismatch" (python/cpython#106905).
"""

from __future__ import annotations

import threading
from typing import Any

from werkzeug.routing.rules import Rule


def apply() -> None:
    build: Any = Rule._compile_builder  # noqa: SLF001 - the only place that parses
    lock = threading.Lock()

    def one_at_a_time(self: Any, append_unknown: bool = True) -> Any:
        with lock:
            return build(self, append_unknown)

    Rule._compile_builder = one_at_a_time  # type: ignore[method-assign] # noqa: SLF001
