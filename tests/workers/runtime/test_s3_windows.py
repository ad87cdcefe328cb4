"""A file cut into windows: every line once, at its number, and every end a place to resume from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.runtime import s3_file
from workers.runtime.s3_file import Window, windows


class Body:
    """Bytes read in pieces of at most `piece`."""

    def __init__(self, data: bytes, piece: int = 10**9) -> None:
        self._data, self._piece = data, piece

    def read(self, size: int) -> bytes:
        size = min(size, self._piece)
        taken, self._data = self._data[:size], self._data[size:]
        return taken


def cut(data: bytes, piece: int = 10**9, **start: int) -> list[Window]:
    body: Any = Body(data, piece)
    return list(windows(body, **start))


LINE = st.text(alphabet="ab,1é", min_size=1, max_size=12)


@given(lines=st.lists(LINE, max_size=30), piece=st.integers(1, 40), end=st.sampled_from(["", "\n"]))
def test_every_line_is_read_once_wherever_reads_and_resumes_fall(lines: list[str], piece: int, end: str) -> None:
    data = ("\n".join(lines) + end).encode() if lines else b""
    found = cut(data, piece)
    assert [(at, ",".join(row)) for window in found for at, row in window.rows] == [*enumerate(lines, 1)]
    assert (found[-1].next_offset if found else 0) == len(data)
    for number, window in enumerate(found):
        rest = cut(data[window.next_offset :], piece, offset=window.next_offset, line=window.next_line)
        assert [row for later in rest for row in later.rows] == [r for later in found[number + 1 :] for r in later.rows]


CASES = {
    "windows line ends": (b"a,b\r\n1,2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])], []),
    "empty lines are no rows": (b"a\n\n\nb\n", [(1, ["a"]), (4, ["b"])], []),
    "a quoted comma": (b'a,"b,c"\n', [(1, ["a", "b,c"])], []),
    "a stray quote harms its line alone": (b'a\n"b\nc\n', [(1, ["a"]), (3, ["c"])], [2]),
    "bytes that are no text": (b"\xff,1\n", [(1, ["\ufffd", "1"])], []),
}


@pytest.mark.parametrize(("data", "rows", "broken"), CASES.values(), ids=CASES)
def test_lines_are_parsed(data: bytes, rows: list[tuple[int, list[str]]], broken: list[int]) -> None:
    (window,) = cut(data)
    assert window.rows == rows
    assert [line for line, _, _ in window.broken] == broken


def test_a_line_without_end_is_passed_over_in_constant_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_file, "WINDOW_BYTES", 1_000)
    monkeypatch.setattr(s3_file, "MAX_LINE_BYTES", 2_000)
    data = b"a\n" + b"x" * 50_000 + b"\nb\n"
    found = cut(data)
    assert [row for window in found for row in window.rows] == [(1, ["a"]), (3, ["b"])]
    assert [(line, cause) for window in found for line, cause, _ in window.broken] == [
        (2, "line is longer than 64 KiB")
    ]
    assert found[-1].next_offset == len(data)
