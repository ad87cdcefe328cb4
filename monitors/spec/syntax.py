"""libyaml's own complaints, in words that say what to do."""

from __future__ import annotations

from yaml import MarkedYAMLError
from yaml.reader import ReaderError

from monitors.model.problem import Problem
from monitors.model.source import Source
from monitors.spec.line import split_lines

_ADVICE = (
    ("found character that cannot start any token", "quote text that begins with @, `, % or a tab"),
    (
        "mapping values are not allowed",
        "a colon followed by a space begins a value: quote the text, or check the indentation",
    ),
    ("could not find expected ':'", "a key needs a colon and a space after it"),
    ("did not find expected key", "check the indentation of this line against the one above"),
    ("did not find expected '-' indicator", "items of one list begin in one column"),
    ("did not find expected ',' or", "a list in [ ] or a mapping in { } is not closed"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("found undefined alias", "an alias `*name` needs an anchor `&name` before it; quote a text that begins with *"),
    ("unknown escape character", "in double quotes a backslash begins an escape: use single quotes"),
    ("block sequence entries are not allowed", "begin the list on its own line"),
)


def syntax_problem(error: Exception, text: str, file: str) -> Problem:
    """The problem behind an exception of PyYAML's parser."""
    if isinstance(error, MarkedYAMLError):
        return _marked(error, text, file)
    position = error.position if isinstance(error, ReaderError) else getattr(error, "start", 0)
    position = position if isinstance(position, int) else 0
    before = split_lines(text[:position])
    return Problem(
        code="yaml-character",
        message="a character here is not allowed in YAML",
        source=Source(file, len(before), len(before[-1]) + 1),
        help="remove it, or write it as an escape in double quotes",
    )


def _marked(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = split_lines(text.rstrip())
    if line >= len(lines):  # the end of the file: point at its last line
        line, column = len(lines) - 1, len(lines[-1])
    source = Source(file, line + 1, column + 1)
    if "\t" in lines[line][: column + 1]:
        tab = lines[line].index("\t")
        return Problem(
            code="yaml-tab",
            message="a tab indents this line; YAML takes spaces only",
            source=Source(file, line + 1, tab + 1),
            help="indent with two spaces",
        )
    said = error.problem or "this is not YAML"
    return Problem(
        code="yaml-syntax",
        message=said + _context(error),
        source=source,
        help=next((advice for pattern, advice in _ADVICE if pattern in said), ""),
    )


def _context(error: MarkedYAMLError) -> str:
    if error.context is None or error.context_mark is None:
        return ""
    return f", {error.context} that begins in line {error.context_mark.line + 1}"
