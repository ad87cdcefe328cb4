"""What looks like a secret. Such a value is refused wherever it stands, and printed nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitors.model.problem import Problem
from monitors.model.source import Source
from monitors.spec.line import split_lines
from monitors.spec.reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.spec.bundle import Bundle
    from monitors.spec.tree import Node

TOKENS = (
    ("an AWS access key", ("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a Slack token", ("xox",), r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", ("hooks.slack.com",), r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/\w{16,}"),
    ("a GitHub token", ("gh", "github_pat"), r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})"),
    ("a GitLab token", ("glpat-",), r"\bglpat-[\w-]{20,}"),
    ("a Stripe key", ("k_live_",), r"\b[sr]k_live_[A-Za-z0-9]{16,}"),
    ("a Google API key", ("AIza",), r"\bAIza[\w-]{35}\b"),
    ("a JSON web token", ("eyJ",), r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("a private key", ("PRIVATE KEY",), r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    ("an address with a password", ("://",), r"://[^\s/:@\"']+:[^\s/@\"']+@"),
)
"""What it is, texts of which one must occur, and the pattern: looking for a text costs a tenth of a pattern."""
_TOKENS = tuple((name, marks, re.compile(pattern)) for name, marks, pattern in TOKENS)
_SENSITIVE = re.compile(r"(?:^|[_-])(?:key|token|secret|credential|password|passwd|passphrase)s?$", re.IGNORECASE)
_ENDINGS = tuple(
    word + plural
    for word in ("key", "token", "secret", "credential", "password", "passwd", "passphrase")
    for plural in ("", "s")
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PASSWORD = re.compile(r"pass(?:word|wd|phrase)$", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9+=]{20,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SWITCH = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END|\Z)[^\n]*", re.DOTALL)
_TELLING = re.compile(r"(?:key|token|secret|credential|password|passwd|passphrase)s?[\"']?\s*:", re.IGNORECASE)
HIDDEN = "[hidden]"
SHOWN_MAX = 40
"""Messages cut texts there."""
REDACTED_MIN = 4
"""Shorter texts are part of every other word."""
SWITCHES_MIN = 3
"""Random text changes between letters and digits all the time; names of things, camel-cased or not, rarely do."""
REMEDY = "put it in Secrets Manager, write its name here, and revoke this one: it has been in a file"


def looks_secret(text: str) -> bool:
    """Whether a text is or holds a token of a known shape, or looks random enough to be one."""
    return any(True for _ in _tokens(text)) or _is_random(text)


def _tokens(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, marks, pattern in _TOKENS:
        if any(mark in text for mark in marks):
            for match in pattern.finditer(text):
                yield name, match


def _is_random(text: str) -> bool:
    if _UUID.search(text):
        return True
    return any(len(_SWITCH.findall(run)) >= SWITCHES_MIN for run in _RUN.findall(text))


def find_tokens(text: str, file: str) -> Iterator[Problem]:
    """Tokens of known shapes anywhere in a text, comments included."""
    for name, match in _tokens(text):
        before = split_lines(text[: match.start()])
        yield _problem(f"this is {name}", Source(file, len(before), len(before[-1]) + 1), len(match.group()))


def find_sensitive(node: Node) -> Iterator[tuple[Node, Problem]]:
    """Values that stand under a key like `api_key` or `password`, and look like what the key says."""
    if isinstance(node.value, list):
        for item in node.value:
            yield from find_sensitive(item)
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            if not isinstance(child.value, str):
                yield from find_sensitive(child)
            elif key.lower().endswith(_ENDINGS) and _holds(key, child.value):
                yield child, _problem(f"`{key}` holds what looks like the secret itself", child.source, 1)


def _holds(key: str, text: str) -> bool:
    """Whether the key is one for secrets, and the text one that is not found as a token anyway."""
    words = _CAMEL.sub("_", key)
    return _SENSITIVE.search(words) is not None and not any(True for _ in _tokens(text)) and _is_value(words, text)


def _is_value(key: str, text: str) -> bool:
    """A password may be any word, yet a reference to one has slashes; the rest must look random."""
    if _PASSWORD.search(key) and text and "/" not in text and not text.startswith("$"):
        return True
    return _is_random(text)


def find_secrets(bundle: Bundle) -> tuple[list[Problem], list[str]]:
    """Every secret of a spec's files, and the texts that must not be printed."""
    problems: list[Problem] = []
    texts: list[str] = []
    for file, text in bundle.texts.items():
        problems += find_tokens(text, file)
        texts += (match.group() for _, match in _tokens(text))
        for node, problem in find_sensitive(bundle.trees[file]) if file in bundle.trees else ():
            problems.append(problem)
            texts.append(str(node.value))
    return problems, texts


def redact(problem: Problem, secrets: Iterable[str]) -> Problem:
    """The same problem without any of those texts: an unknown key may be one."""
    for secret in secrets:
        shown = secret[:SHOWN_MAX]
        if len(secret) >= REDACTED_MIN and any(shown in said for said in (problem.message, problem.help, problem.path)):
            message, help_, path = (
                said.replace(secret, HIDDEN).replace(shown, HIDDEN)
                for said in (problem.message, problem.help, problem.path)
            )
            problem = replace(problem, message=message, help=help_, path=path, secret=True)
    return problem


def hidden_lines(text: str, file: str) -> frozenset[int]:
    """Numbers of the lines that no excerpt may show."""
    lines = {problem.source.line for problem in find_tokens(text, file)}
    for block in _PEM.finditer(text):
        first = len(split_lines(text[: block.start()]))
        lines |= set(range(first, first + len(split_lines(block.group()))))
    tree, _ = read_yaml(text, file)
    if tree is None:  # broken YAML: whatever follows a telling key
        lines |= {number for number, line in enumerate(split_lines(text), start=1) if _TELLING.search(line)}
        return frozenset(lines)
    for node, _ in find_sensitive(tree):
        lines |= _lines_of(node, split_lines(text))
    return frozenset(lines)


def _lines_of(node: Node, lines: list[str]) -> set[int]:
    """The line of a value and, where it goes on below, all that are indented deeper than its key."""
    first, indent = node.span[0], (node.key or node.span)[1] - 1
    covered = {first}
    if node.span[2] == 1:  # the mark of a value of several lines
        for number, line in enumerate(lines[first:], start=first + 1):
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            covered.add(number)
    return covered


def _problem(message: str, source: Source, width: int) -> Problem:
    return Problem(code="secret-in-spec", message=message, source=source, width=width, help=REMEDY, secret=True)
