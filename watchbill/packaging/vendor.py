"""Other people's code for a zip: from this environment where it fits the target, else from wheels."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from watchbill.packaging.distribution import Environment
from watchbill.packaging.error import PackagingError
from watchbill.packaging.wheel import fetch, fetch_command, find_wheel, wheel_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchbill.packaging.distribution import Distribution
    from watchbill.packaging.target import Target

RUNTIME = frozenset({"boto3", "botocore", "s3transfer"})
"""Lambda's Python runtimes bring these."""
CACHE = Path.home() / ".cache" / "watchbill" / "wheels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendored:
    """Path → content, and what it is of."""

    contents: Mapping[str, bytes]
    pins: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """`wheels` is a folder of wheels for other platforms; with `download` pip fills it, without it must be full."""

    wheels: Path = CACHE
    download: bool = True
    _environment: Environment = field(default_factory=Environment)
    _read: dict[tuple[str, Target], Mapping[str, bytes]] = field(default_factory=dict)

    def collect(self, function: str, modules: Iterable[str], target: Target, *, boto3: bool) -> Vendored:
        """All distributions behind these modules. Raises PackagingError with each that cannot be had."""
        environment = self._environment
        roots: set[str] = set()
        unknown: list[str] = []
        for module in sorted(modules):
            holders = environment.holding(module)
            roots |= holders
            if not holders:
                unknown.append(f"{module} is imported, but no installed distribution holds it")
        without = frozenset() if boto3 else RUNTIME
        names = sorted(environment.closure(roots, target, without))
        unknown += [f"{name} is required, but not installed" for name in names if name not in environment.by_name]
        if unknown:
            raise PackagingError(function, unknown)
        chosen = [environment.by_name[name] for name in names]
        self._provide(function, chosen, target)
        contents = {path: content for one in chosen for path, content in self._files(one, target).items()}
        return Vendored(contents=contents, pins=tuple(one.pin for one in chosen))

    def _provide(self, function: str, chosen: Iterable[Distribution], target: Target) -> None:
        """See that what does not run there as it is installed here lies among the wheels, at the same version."""
        foreign = [one for one in chosen if not one.runs_on(target)]
        missing = [one.pin for one in foreign if not find_wheel(self.wheels, one.name, one.version, target)]
        if not missing:
            return
        said = fetch(missing, target, self.wheels) if self.download else "downloading is switched off"
        if said:
            command = " ".join(fetch_command(missing, target, self.wheels))
            need = f"{', '.join(missing)} built for Python {target.version} on {target.architecture}"
            raise PackagingError(function, [f"it needs {need} ({said}); run: {command}"])

    def _files(self, one: Distribution, target: Target) -> Mapping[str, bytes]:
        if (one.name, target) not in self._read:
            wheel = None if one.runs_on(target) else find_wheel(self.wheels, one.name, one.version, target)
            self._read[one.name, target] = dict(wheel_files(wheel) if wheel else one.files())
        return self._read[one.name, target]
