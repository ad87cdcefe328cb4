"""One YAML text → a located tree, and every problem of its form.

Reads libyaml's events and not PyYAML's nodes: events keep the place of an alias, and are five times faster.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from monitors.model.problem import Problem
from monitors.model.source import Source
from monitors.spec.scalar import SUSPECTS, resolve, surprise
from monitors.spec.syntax import syntax_problem
from monitors.spec.tree import Node, Span

_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
DEPTH_MAX = 40
ALIASED_MAX = 100_000
"""Nodes that aliases may repeat: a spec of nested aliases must not grow without bound."""
TAGS: dict[str, type | tuple[type, ...]] = {
    "tag:yaml.org,2002:str": str, "tag:yaml.org,2002:int": int, "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:float": (int, float), "tag:yaml.org,2002:null": type(None),
    "tag:yaml.org,2002:map": dict, "tag:yaml.org,2002:seq": list,
}  # fmt: skip


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a text, None where it has no usable one, and what is wrong with it."""
    return _Reader(text, file).read()


class _Reader:
    """One pass over the events of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.aliased = 0
        self.count = 0
        self.open: list[str | None] = []

    def read(self) -> tuple[Node | None, list[Problem]]:
        try:
            self.loader: Any = yaml.CSafeLoader(self.text.removeprefix("\ufeff"))
            root = self._document()
        except (yaml.YAMLError, UnicodeError) as error:
            return None, [*self.problems, syntax_problem(error, self.text, self.file)]
        except _TooDeepError as error:
            return None, [*self.problems, error.problem]
        return root, self.problems

    def _document(self) -> Node | None:
        self.loader.get_event()
        first = self.loader.get_event()
        if isinstance(first, StreamEndEvent):
            self._say("empty-file", "the file says nothing", (1, 1, 1), "`watchbill init` writes a spec to start from")
            return None
        root = self._node(self.loader.get_event())
        self.loader.get_event()
        following = self.loader.get_event()
        if isinstance(following, DocumentStartEvent):
            self._say(
                "several-documents",
                "a second document begins here; a file holds one",
                _span(following),
                "remove the `---`, or move what follows to a file of its own",
            )
        if not isinstance(root.value, dict):
            code, said = ("empty-file", "nothing") if root.value is None else ("not-a-mapping", describe(root.value))
            self._say(code, f"the file holds {said}, not keys and values", root.span, "begin with e.g. `version: 1`")
            return None
        return root

    def _node(self, event: Any) -> Node:
        self.count += 1
        kind = type(event)
        if kind is AliasEvent:
            return self._alias(event)
        before = self.count
        self.open.append(event.anchor)
        node = self._scalar(event) if kind is ScalarEvent else self._collection(event)
        self.open.pop()
        if event.tag is not None and event.tag != "!":
            self._check_tag(event.tag, node)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.count - before + 1)
        return node

    def _collection(self, event: CollectionStartEvent) -> Node:
        span = (*_span(event)[:2], 1)
        if len(self.open) > DEPTH_MAX:
            raise _TooDeepError(self._problem("too-deep", f"nested deeper than {DEPTH_MAX} levels", span, ""))
        return Node(self._mapping() if type(event) is MappingStartEvent else self._list(), self.file, span)

    def _scalar(self, event: ScalarEvent) -> Node:
        text, span = event.value, _span(event)
        if not event.implicit[0]:
            return Node(text if event.tag in _TEXT_TAGS else resolve(text), self.file, span, None, None, False)
        if text[:1] in SUSPECTS:
            puzzle = surprise(text)
            if puzzle:
                self._say("yaml-ambiguous", puzzle[0], span, puzzle[1])
        return Node(resolve(text), self.file, span)

    def _list(self) -> list[Node]:
        items: list[Node] = []
        while type(event := self.loader.get_event()) is not SequenceEndEvent:
            items.append(self._node(event))
        return items

    def _mapping(self) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while type(event := self.loader.get_event()) is not MappingEndEvent:
            name, key = self._key(event)
            child = self._node(self.loader.get_event())
            if name is None:
                continue
            if name in entries:
                self._say(
                    "duplicate-key",
                    f"`{name}` stands here for the second time, the first is in line {entries[name].key_source.line}",
                    key,
                    "keep one; YAML readers would silently take the last",
                )
                continue
            child.key = key
            entries[name] = child
        return entries

    def _key(self, event: Any) -> tuple[str | None, Span]:
        """A key's text and place; None for what cannot be a key."""
        key = self._node(event)
        if key.value == "<<" and key.plain:
            self._say(
                "yaml-merge-key",
                "`<<` merges mappings in YAML 1.1 and is an ordinary key in YAML 1.2",
                key.span,
                "say what is shared under `defaults:`",
            )
            return None, key.span
        if isinstance(key.value, str):
            return key.value, key.span
        self._say("key-not-text", f"this key is {describe(key.value)}; keys are text", key.span, "put it in quotes")
        return None, key.span

    def _alias(self, event: Any) -> Node:
        anchored, size = self.anchors.get(event.anchor, (None, 0))
        span = _span(event)
        if event.anchor in self.open:
            self._say("alias-recursive", f"`*{event.anchor}` stands inside what it names", span, "write it out")
        elif anchored is None:
            self._say(
                "alias-unknown",
                f"no anchor `&{event.anchor}` comes before this",
                span,
                "quote a text that begins with *",
            )
        if anchored is None or event.anchor in self.open:
            return Node(None, self.file, span)
        self.count += size
        self.aliased += size
        if self.aliased > ALIASED_MAX:
            raise _TooDeepError(self._problem("too-many-aliases", "aliases repeat too much of the file", span, ""))
        return Node(anchored.value, self.file, anchored.span, None, span, anchored.plain)

    def _check_tag(self, tag: str, node: Node) -> None:
        short = tag.replace("tag:yaml.org,2002:", "!!")
        if tag not in TAGS:
            self._say("unknown-tag", f"the tag `{short}` means nothing here", node.span, "remove it")
        elif not isinstance(node.value, TAGS[tag]):
            self._say("unknown-tag", f"`{short}` does not fit {describe(node.value)}", node.span, "remove the tag")

    def _say(self, code: str, message: str, span: Span, help: str) -> None:  # noqa: A002
        self.problems.append(self._problem(code, message, span, help))

    def _problem(self, code: str, message: str, span: Span, help: str) -> Problem:  # noqa: A002
        return Problem(code=code, message=message, source=Source(self.file, span[0], span[1]), width=span[2], help=help)


class _TooDeepError(Exception):
    """Ends the reading: what follows would cost more than it could tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _span(event: Any) -> Span:
    """Line, column and width; what goes on over several lines is marked at its beginning."""
    start, end = event.start_mark, event.end_mark
    line, column = start.line, start.column
    return line + 1, column + 1, (end.column - column or 1) if end.line == line else 1


def describe(value: object) -> str:
    """What kind of thing a value is, in words."""
    match value:
        case None:
            return "empty"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return "text"
        case dict():
            return "a mapping"
        case _:
            return "a list"
