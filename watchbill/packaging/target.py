"""Where a zip will run: a Lambda runtime on an instruction set, or this very interpreter (the embedded cloud)."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from packaging import tags

if TYPE_CHECKING:
    from packaging.markers import Marker

MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
GLIBC_OLDEST = 17  # manylinux2014; wheels for older ones are long gone


@dataclass(frozen=True, kw_only=True)
class Target:
    """Python's version as (major, minor), Lambda's name of the instruction set, and whether it is this interpreter."""

    python: tuple[int, int]
    architecture: str
    local: bool = False

    @classmethod
    def here(cls) -> Target:
        architecture = "arm64" if platform.machine() == "aarch64" else "x86_64"
        return cls(python=sys.version_info[:2], architecture=architecture, local=True)

    @classmethod
    def of_runtime(cls, runtime: str, architecture: str) -> Target | None:
        """The target of a Lambda runtime (`python3.13`); None for a runtime of another language."""
        found = re.fullmatch(r"python(\d+)\.(\d+)", runtime)
        return cls(python=(int(found[1]), int(found[2])), architecture=architecture) if found else None

    @property
    def version(self) -> str:
        return f"{self.python[0]}.{self.python[1]}"

    @cached_property
    def platforms(self) -> tuple[str, ...]:
        """Wheel platforms, newest first. Amazon Linux 2023 (from Python 3.12 on) has glibc 2.34, before it 2.26."""
        machine = MACHINES[self.architecture]
        newest = 34 if self.python >= (3, 12) else 26
        named = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, GLIBC_OLDEST - 1, -1)]
        return (*named, f"manylinux2014_{machine}", f"linux_{machine}")

    @cached_property
    def wheel_tags(self) -> frozenset[tags.Tag]:
        """Every wheel tag that runs there."""
        if self.local:
            return frozenset(tags.sys_tags())
        native = tags.cpython_tags(python_version=self.python, platforms=self.platforms)
        pure = tags.compatible_tags(python_version=self.python, platforms=self.platforms)
        return frozenset((*native, *pure))

    def wants(self, marker: Marker | None) -> bool:
        """Whether a requirement with this marker is one there; extras are never asked for."""
        if marker is None:
            return True
        there = {} if self.local else self._environment()
        return marker.evaluate({**there, "extra": ""})

    def _environment(self) -> dict[str, str]:
        return {
            "platform_machine": MACHINES[self.architecture],
            "platform_system": "Linux",
            "python_full_version": f"{self.version}.0",
            "python_version": self.version,
            "sys_platform": "linux",
        }
