"""What a handler imports, read from its source: nothing is run.

A module's imports are followed into every module beneath the project's root, and stop at its border: what lies
beyond is the standard library or somebody else's distribution. Imports for type checkers do not count.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """`files` are the project's own, relative to its root; `foreign` the dotted names of what is not."""

    files: frozenset[Path]
    foreign: frozenset[str]


def trace(root: Path, entries: list[Path]) -> Imports:
    """Everything that the entries (files beneath root) lead to, the packages around each included."""
    files: set[Path] = set()
    foreign: set[str] = set()
    waiting = [*entries]
    while waiting:
        path = waiting.pop()
        if path in files:
            continue
        files.add(path)
        waiting += _packages(root, path)
        for name in _names((root / path).read_bytes(), str(path)):
            own = _own(root, name)
            if own is not None:
                waiting.append(own)
            elif not _inside(root, name) and name.partition(".")[0] not in sys.stdlib_module_names:
                foreign.add(name)
    return Imports(files=frozenset(files), foreign=frozenset(foreign))


def module_file(root: Path, module: str) -> Path | None:
    """`workers.runtime.log` → `workers/runtime/log.py`, relative to root; None where there is none."""
    return _own(root, module)


def _own(root: Path, name: str) -> Path | None:
    path = root.joinpath(*name.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file.relative_to(root)
    return None


def _inside(root: Path, name: str) -> bool:
    """Whether the name is an attribute of a module of ours, not a module."""
    return "." in name and _own(root, name.rpartition(".")[0]) is not None


def _packages(root: Path, path: Path) -> Iterator[Path]:
    for folder in list(path.parents)[:-1]:
        if (root / folder / "__init__.py").is_file():
            yield folder / "__init__.py"


@cache
def _names(source: bytes, path: str) -> tuple[str, ...]:
    """Dotted names of a source's imports; `from a import b` may name a module or a part of one.

    Functions share most of their files, so each is read once.
    """
    found: list[str] = []
    for node in _run(ast.parse(source, path)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, Path(path))
            found.append(base)
            found += (f"{base}.{alias.name}" for alias in node.names if alias.name != "*")
    return tuple(found)


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return str(node.module)
    package = path.parent.parts[: len(path.parent.parts) - node.level + 1]
    return ".".join((*package, *([node.module] if node.module else [])))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that may run: the body of `if TYPE_CHECKING:` does not."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)
