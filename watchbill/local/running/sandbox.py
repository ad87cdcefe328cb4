"""One execution environment: a process of Lambda's Python runtime client that takes one invocation at a time."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from watchbill.local.running.memory import peak_mb, resident_mb
from watchbill.local.running.runtime_api import RuntimeApi, RuntimeRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.local.clock import Clock

BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
WATCH_SECONDS = 0.02  # how often memory and a clock that was moved are looked at


class SandboxError(Exception):
    """The process ended, was killed, or reported that it could not start. `kind` is AWS's error type."""

    def __init__(self, kind: str, payload: bytes = b"") -> None:
        super().__init__(kind)
        self.kind = kind
        self.payload = payload


@dataclass(slots=True)
class Reply:
    """What the handler answered. `error` is the error's type, "" where it returned."""

    payload: bytes
    error: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of stdout or stderr, with the cloud's time at which it came."""

    moment: float
    text: str


@dataclass
class Stopwatch:
    """Seconds of the cloud since it was made: real ones, and those by which its clock was moved meanwhile."""

    clock: Clock
    real: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.started, self._advanced = self.clock.now(), self.clock.advanced

    def elapsed(self) -> float:
        return time.monotonic() - self.real + self.clock.advanced - self._advanced

    def moment(self) -> float:
        """The cloud's time as the running handler sees it: a clock that stands still for others runs for it."""
        return self.started + self.elapsed()


class Sandbox:
    """A started process. Not thread-safe: whoever took it from its pool talks to it alone."""

    def __init__(self, environment: Mapping[str, str], folder: Path, memory_mb: int, clock: Clock) -> None:
        self._clock = clock
        self._memory_mb = memory_mb
        self._api = RuntimeApi()
        self._waiting: RuntimeRequest | None = None
        self._is_dead = False
        self._shift = tempfile.NamedTemporaryFile(prefix="watchbill-clock-")  # noqa: SIM115 - lives as long as self
        self._set_clock(clock.now() - time.time())
        read, write = os.pipe()
        os.set_blocking(read, False)
        self._output, self._partial = read, b""
        self.lines: list[Line] = []
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, nothing from outside in the command
            # -S: site-packages come by PYTHONPATH, without the .pth files by which this repository is importable.
            [sys.executable, "-S", "-P", str(BOOTSTRAP)],
            cwd=folder,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": self._api.address, "_WATCHBILL_CLOCK": self._shift.name},
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=write,
            start_new_session=True,
        )
        os.close(write)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether it can take another invocation."""
        return self._waiting is not None

    @property
    def peak_mb(self) -> int:
        """The most memory it has used so far, in MB."""
        return peak_mb(self.pid)

    def initialise(self, seconds: float) -> float:
        """Wait until the handler is imported. Returns the seconds it took. Raises SandboxError."""
        watch = Stopwatch(self._clock)
        request = self._await(watch, seconds)
        if not request.wants_next:
            request.answer(202)
            raise SandboxError(request.headers.get("lambda-runtime-function-error-type", ""), request.body)
        self._waiting = request
        return watch.elapsed()

    def invoke(self, headers: Mapping[str, str], event: bytes, watch: Stopwatch, seconds: float) -> Reply:
        """Run the handler on `event`. Raises SandboxError: timeout (`Sandbox.Timedout`) or the end of the process."""
        if self._waiting is None:
            raise SandboxError("Runtime.ExitError")
        self._set_clock(watch.moment() - time.time())  # before it can look: time may have leapt since its last call
        try:
            self._waiting.answer(200, {"Content-Type": "application/json", **headers}, event)
        except OSError as error:
            raise SandboxError("Runtime.ExitError") from error
        self._waiting = None
        answer = self._await(watch, seconds)
        answer.answer(202)
        failed = answer.path.endswith("/error")
        kind = answer.headers.get("lambda-runtime-function-error-type", "") or "Unhandled"
        # The client asks for its next event at once; that it does so proves that the process is ready again.
        with contextlib.suppress(SandboxError):
            self._waiting = self._await(Stopwatch(self._clock), 5)
        return Reply(answer.body, kind if failed else "")

    def take_lines(self) -> list[Line]:
        """What was written since the last call. An unfinished line waits for its end."""
        taken, self.lines = self.lines, []
        return taken

    def crash(self) -> None:
        """SIGKILL, from any thread: whoever waits for an answer finds the process gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the process and whatever it started. Further calls do nothing."""
        if self._is_dead:
            return
        self._is_dead, self._waiting = True, None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(OSError):
            self._read_output(Stopwatch(self._clock))
            os.close(self._output)
        if self._partial:
            self.lines.append(Line(self._clock.now(), self._partial.decode("utf-8", "replace")))
        self._api.close()
        self._shift.close()

    def _await(self, watch: Stopwatch, seconds: float) -> RuntimeRequest:
        started = watch.elapsed()
        while True:
            if watch.elapsed() - started >= seconds:
                raise SandboxError("Sandbox.Timedout")
            if resident_mb(self.pid) > self._memory_mb:
                raise SandboxError("Runtime.OutOfMemory")
            self._set_clock(watch.moment() - time.time())
            with selectors.DefaultSelector() as selector:
                selector.register(self._output, selectors.EVENT_READ, None)
                for connection in self._api.sockets:
                    selector.register(connection, selectors.EVENT_READ, connection)
                ready = [key.data for key, _ in selector.select(WATCH_SECONDS)]
            self._read_output(watch)
            for connection in filter(None, ready):
                if (request := self._api.receive(connection)) is not None:
                    self._read_output(watch)
                    return request
            if self._process.poll() is not None:
                self._read_output(watch)
                raise SandboxError("Runtime.ExitError")

    def _read_output(self, watch: Stopwatch) -> None:
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._output, 1 << 16):
                *whole, self._partial = (self._partial + chunk).split(b"\n")
                moment = watch.moment()
                self.lines += [Line(moment, line.decode("utf-8", "replace")) for line in whole]

    def _set_clock(self, seconds: float) -> None:
        os.pwrite(self._shift.fileno(), struct.pack("d", seconds), 0)
