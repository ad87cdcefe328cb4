"""Installed distributions: which of them hold the imported modules, what these require, which files they have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.tags import parse_tag
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchbill.packaging.target import Target

KEPT_METADATA = frozenset({"METADATA", "entry_points.txt"})
"""importlib.metadata reads these at run time. The rest tells of this installation, and differs between machines."""
DROPPED_SUFFIXES = frozenset({".pyc", ".pyi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One installed distribution, by its normalised name."""

    name: str
    version: str
    meta: metadata.Distribution = field(repr=False)

    @property
    def pin(self) -> str:
        return f"{self.name}=={self.version}"

    def runs_on(self, target: Target) -> bool:
        """Whether its installed files are for that target: pure Python, or built for the same platform."""
        lines = (self.meta.read_text("WHEEL") or "").splitlines()
        stated = [line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")]
        return any(not target.wheel_tags.isdisjoint(parse_tag(text)) for text in stated)

    def requires(self, target: Target) -> Iterator[str]:
        """Normalised names of what it needs there."""
        for text in self.meta.requires or ():
            requirement = Requirement(text)
            if target.wants(requirement.marker):
                yield canonicalize_name(requirement.name)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path in the zip and content of each file that may matter at run time."""
        for path in self.meta.files or ():
            if belongs(str(path)):
                yield str(path), Path(path.locate()).read_bytes()


def belongs(path: str) -> bool:
    """Whether a file of a distribution goes into a zip: no scripts, caches, stubs or notes of the installer."""
    parts = PurePosixPath(path).parts
    if ".." in parts or PurePosixPath(path).is_absolute() or "__pycache__" in parts:
        return False
    if parts[0].endswith(".dist-info"):
        return len(parts) == 2 and parts[1] in KEPT_METADATA
    return PurePosixPath(path).suffix not in DROPPED_SUFFIXES


class Environment:
    """This interpreter's distributions; its folders are read once."""

    @cached_property
    def by_name(self) -> Mapping[str, Distribution]:
        found: dict[str, Distribution] = {}
        for meta in metadata.distributions():
            name = canonicalize_name(meta.metadata["Name"])
            found.setdefault(name, Distribution(name=name, version=meta.version, meta=meta))
        return found

    @cached_property
    def _holders(self) -> Mapping[str, frozenset[str]]:
        """Distributions by each module they hold. Several share a namespace package, so a name may have more."""
        holders: dict[str, set[str]] = defaultdict(set)
        for name, distribution in self.by_name.items():
            for path in distribution.meta.files or ():
                module = _module(path)
                if module is not None:
                    holders[module].add(name)
        return {module: frozenset(names) for module, names in holders.items()}

    def holding(self, module: str) -> frozenset[str]:
        """Distributions that hold a dotted name: as a module, or as a part of the module before its last dot."""
        return self._holders.get(module) or self._holders.get(module.rpartition(".")[0]) or frozenset()

    def closure(self, names: Iterable[str], target: Target, without: frozenset[str]) -> Iterator[str]:
        """The named distributions and all that they require, but for `without` and what only that requires."""
        seen: set[str] = set()
        waiting = [*names]
        while waiting:
            name = waiting.pop()
            if name in seen or name in without:
                continue
            seen.add(name)
            yield name
            if name in self.by_name:
                waiting += self.by_name[name].requires(target)


def _module(path: PurePosixPath) -> str | None:
    """`orjson/__init__.py` → `orjson`; compiled modules (`orjson.cpython-….so`) too."""
    if path.suffix not in (".py", ".so") or ".." in path.parts:
        return None
    stem = path.name.partition(".")[0]
    parts = path.parent.parts if stem == "__init__" else (*path.parent.parts, stem)
    return ".".join(parts)
