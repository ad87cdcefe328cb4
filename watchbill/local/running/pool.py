"""Warm execution environments of each function version, and their end when the function changes."""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.running.sandbox import Sandbox

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.function import Function


@dataclass(slots=True)
class Environment:
    """A sandbox of one function version, and the log stream that is its own."""

    function: Function
    sandbox: Sandbox
    log_stream: str
    is_cold: bool = True


class Pool:
    """Takes and gives back environments: the one used last comes first, as Lambda does. Thread-safe."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self._cloud = cloud
        self._idle: defaultdict[tuple[str, str], list[Environment]] = defaultdict(list)
        self._busy: list[Environment] = []
        self._lock = threading.Lock()

    def take(self, function: Function) -> Environment:
        """A warm one, or a new one that is still cold."""
        with self._lock:
            idle = self._idle[function.name, function.version]
            stale = [environment for environment in idle if environment.function.revision != function.revision]
            idle[:] = [environment for environment in idle if environment not in stale]
            found = idle.pop() if idle else None
        for environment in stale:
            environment.sandbox.kill()
        taken = found or self._start(function)
        with self._lock:
            self._busy.append(taken)
        return taken

    def _start(self, function: Function) -> Environment:
        day = clock.utc().strftime("%Y/%m/%d")
        log_stream = f"{day}/[{function.version}]{uuid.uuid4().hex}"
        variables = function.environment(log_stream, self._cloud.endpoint_url, self._cloud.region)
        sandbox = Sandbox(variables, function.folder, function.memory_mb, clock.current())
        return Environment(function, sandbox, log_stream)

    def give_back(self, environment: Environment) -> None:
        with self._lock:
            self._busy.remove(environment)
        if not environment.sandbox.is_ready:
            environment.sandbox.kill()
            return
        environment.is_cold = False
        with self._lock:
            self._idle[environment.function.name, environment.function.version].append(environment)

    def crash(self, name: str) -> int:
        """SIGKILL the processes of a function that are at work, or of all: "". Returns how many there were."""
        with self._lock:
            found = [environment for environment in self._busy if name in ("", environment.function.name)]
        for environment in found:
            environment.sandbox.crash()
        return len(found)

    def clear(self) -> None:
        """End every idle environment: the next invocation of each function is a cold start."""
        with self._lock:
            idle = [environment for found in self._idle.values() for environment in found]
            self._idle.clear()
        for environment in idle:
            environment.sandbox.kill()
