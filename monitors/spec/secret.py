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

TOKENS = {
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a Slack webhook": r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/\w{16,}",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "a Stripe key": r"\b[sr]k_live_[A-Za-z0-9]{16,}",
    "a Google API key": r"\bAIza[\w-]{35}\b",
    "a JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "an address with a password": r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"']+:[^\s/@\"']+@",
}
_TOKEN = re.compile("|".join(f"({pattern})" for pattern in TOKENS.values()))
_NAMES = tuple(TOKENS)
_SENSITIVE = re.compile(r"(?:^|[_-])(?:key|token|secret|credential|password|passwd|passphrase)s?$", re.IGNORECASE)
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
    return _TOKEN.search(text) is not None or _is_random(text)


def _is_random(text: str) -> bool:
    if _UUID.search(text):
        return True
    return any(len(_SWITCH.findall(run)) >= SWITCHES_MIN for run in _RUN.findall(text))


def find_tokens(text: str, file: str) -> Iterator[Problem]:
    """Tokens of known shapes anywhere in a text, comments included."""
    if _TOKEN.search(text) is None:
        return
    for number, line in enumerate(split_lines(text), start=1):
        for match in _TOKEN.finditer(line):
            yield _problem(
                f"this is {_NAMES[(match.lastindex or 1) - 1]}", Source(file, number, match.start() + 1), match
            )


def find_sensitive(root: Node) -> Iterator[tuple[Node, Problem]]:
    """Values that stand under a key like `api_key` or `password`, and look like what the key says."""
    for path, node in root.walk():
        if not path or not isinstance(node.value, str) or not isinstance(path[-1], str):
            continue
        key = _CAMEL.sub("_", path[-1])
        if _SENSITIVE.search(key) and _TOKEN.search(node.value) is None and _is_value(key, node.value):
            message = f"`{path[-1]}` holds what looks like the secret itself"
            yield node, _problem(message, node.source, None)


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
        texts += (match.group() for match in _TOKEN.finditer(text))
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


def _problem(message: str, source: Source, match: re.Match[str] | None) -> Problem:
    width = len(match.group()) if match else 1
    return Problem(code="secret-in-spec", message=message, source=source, width=width, help=REMEDY, secret=True)
