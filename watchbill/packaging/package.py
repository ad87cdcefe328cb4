"""One function's package: its own folder, what that imports of the project, and pinned distributions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from generators.artefact import Build
from generators.code import code_key
from generators.collect import find_crew
from watchbill.packaging.archive import compress, digest
from watchbill.packaging.error import PackagingError
from watchbill.packaging.imports import module_file, trace
from watchbill.packaging.target import Target
from watchbill.packaging.vendor import Vendor
from watchbill.packaging.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from monitors.model.plan import Plan

UNPACKED_MAX = 250 * 2**20  # Lambda's quota, layers included
ZIP_MAX = 10 * 2**20  # our own: a larger one starts slowly, and is a sign of an import too many
BOTO3_MAX = 20 * 2**20  # what boto3 may add
NOT_SHIPPED = frozenset({".md", ".yaml", ".json"})
"""Beside a handler, these are for people and for Watchbill: README, monitors.yaml, event.json."""
OPTIONAL = {"opentelemetry": "OTEL_", "requests": "OTEL_"}
"""Imports behind a switch: packed only for functions with a variable that begins so."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """`root` is the folder of the spec. `target` None: each function's own runtime on Lambda.

    `boto3` True packs it too; Lambda's Python runtimes bring one, so False is the default.
    """

    root: Path
    target: Target | None = None
    boto3: bool = False
    vendor: Vendor = field(default_factory=Vendor)


@dataclass(frozen=True, kw_only=True)
class Package:
    """What goes into a function's zip. `pins` are the distributions inside, as `name==version`."""

    function: str
    contents: Mapping[str, bytes] = field(repr=False)
    pins: tuple[str, ...]
    zip_max: int = ZIP_MAX

    @cached_property
    def digest(self) -> str:
        return digest(self.contents)

    @cached_property
    def archive(self) -> bytes:
        """The zip. Raises PackagingError when it is larger than it may be."""
        made = compress(self.contents)
        if len(made) > self.zip_max:
            raise PackagingError(self.function, [f"the zip has {len(made):,} bytes, {self.zip_max:,} are allowed"])
        return made

    @property
    def unpacked_bytes(self) -> int:
        return sum(map(len, self.contents.values()))

    @property
    def key(self) -> str:
        """Where it lies in the artefact bucket."""
        return code_key(self.function, self.digest)


def package_functions(plan: Plan, recipe: Recipe) -> tuple[Package, ...]:
    """One package for each function that we deploy: the spec's in the plan's order, then our own.

    Raises PackagingError.
    """
    functions = (entry.resource for entry in plan.of_kind("lambda_function"))
    wanted = [Wanted.by_spec(function) for function in functions if function.managed]
    wanted += [Wanted.by_crew(function) for function in find_crew(plan)]
    return tuple(package_function(one, recipe) for one in wanted)


def build_of(packages: Iterable[Package]) -> Build:
    """What generators need to know of them."""
    return Build(code={package.function: package.digest for package in packages})


def package_function(wanted: Wanted, recipe: Recipe) -> Package:
    """Raises PackagingError with everything that is missing."""
    target = recipe.target or Target.of_runtime(wanted.runtime, wanted.architecture)
    if target is None or not wanted.handler:
        reason = f"only Python handlers are packaged, not {wanted.runtime}: set managed: false"
        raise PackagingError(wanted.key, [reason])
    root = wanted.root or recipe.root
    module = wanted.handler.rpartition(".")[0]
    entry = module_file(root, module)
    if entry is None:
        raise PackagingError(wanted.key, [f"there is no module {module} beneath {root}"])
    imports = trace(root, [entry, *_sources(root, entry.parent)])
    own = {*imports.files, *_data(root, entry.parent)}
    contents = {path.as_posix(): (root / path).read_bytes() for path in own}
    vendored = recipe.vendor.collect(
        wanted.key, _switched_on(imports.foreign, wanted.environment), target, boto3=recipe.boto3
    )
    contents |= vendored.contents
    if wanted.folder:
        contents = {f"{wanted.folder}/{path}": content for path, content in contents.items()}
    contents |= wanted.files
    package = Package(
        function=wanted.key,
        contents=contents,
        pins=vendored.pins,
        zip_max=ZIP_MAX + (BOTO3_MAX if recipe.boto3 else 0),
    )
    if package.unpacked_bytes > UNPACKED_MAX:
        size = f"unpacked it has {package.unpacked_bytes:,} bytes, Lambda allows {UNPACKED_MAX:,}"
        raise PackagingError(wanted.key, [size])
    return package


def _sources(root: Path, folder: Path) -> list[Path]:
    """Every module of the worker's own folder, for it may find them by walking."""
    return [path.relative_to(root) for path in (root / folder).rglob("*.py")]


def _data(root: Path, folder: Path) -> list[Path]:
    found = (path for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [path.relative_to(root) for path in found if path.suffix not in NOT_SHIPPED]


def _switched_on(foreign: Iterable[str], environment: Mapping[str, str]) -> frozenset[str]:
    def wanted(name: str) -> bool:
        switch = OPTIONAL.get(name.partition(".")[0])
        return switch is None or any(variable.startswith(switch) for variable in environment)

    return frozenset(name for name in foreign if wanted(name))
