"""The files of one spec, each parsed once, for any number of environments."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from monitors.spec.reader import read_yaml

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from monitors.spec.tree import Node


class Bundle:
    """`texts` and `trees` by name relative to the spec's folder; a file with broken YAML has no tree.

    `events` are the texts of event.json files, by name as well.
    """

    def __init__(self, main: str, text: str) -> None:
        self.main = main
        self.texts: dict[str, str] = {}
        self.trees: dict[str, Node] = {}
        self.events: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.add(main, text)

    def add(self, name: str, text: str) -> None:
        """Parse one more file; a name that is there already is left alone."""
        if name in self.texts:
            return
        self.texts[name] = text
        tree, problems = read_yaml(text, name)
        self.problems += problems
        if tree is not None:
            self.trees[name] = tree

    def attach(self, name: str, text: str) -> None:
        """Take in an event.json: not part of the spec's own form, but of what is made from it."""
        self.events[name] = text

    @property
    def tree(self) -> Node | None:
        """The main file's."""
        return self.trees.get(self.main)

    @property
    def environments(self) -> list[str]:
        """Names of all environments, in the order of the file."""
        section = self.tree.child("environments") if self.tree is not None else None
        return list(section.mapping or {}) if section is not None else []

    @property
    def digest(self) -> str:
        """First 12 hex digits of the SHA-256 over all files by name; lengths keep names and texts apart."""
        total = hashlib.sha256()
        for name, text in sorted((self.texts | self.events).items()):
            for part in (name.encode(), text.encode("utf-8", "surrogatepass")):
                total.update(len(part).to_bytes(8, "big") + part)
        return total.hexdigest()[:12]
