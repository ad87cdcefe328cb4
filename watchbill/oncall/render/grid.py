"""Rows in columns with lines of full width between them, which rich's tables cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

GAP = 3
INDENT = 1


class Grid:
    """`head` names the columns, `right` says which of them are flush right. Too wide for the screen: cut at its end."""

    def __init__(self, head: Sequence[str], right: frozenset[int]) -> None:
        self._head = head
        self._right = right
        self._lines: list[Sequence[Text] | Text] = []

    def row(self, *cells: Text) -> None:
        self._lines.append(cells)

    def note(self, text: Text) -> None:
        """A line of its own, below the second column."""
        self._lines.append(text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._render(options.max_width, "-" if options.ascii_only else "─"):
            line.no_wrap, line.overflow = True, "ellipsis"
            yield line

    def _render(self, width: int, rule: str) -> Iterator[Text]:
        rows = [line for line in self._lines if not isinstance(line, Text)]
        head = [Text(name, "dim") for name in self._head]
        widths = [max(cells[number].cell_len for cells in (head, *rows)) for number in range(len(head))]
        yield self._join(head, widths)
        yield Text(rule * min(sum(widths) + GAP * (len(widths) - 1) + 2 * INDENT, width), "dim")
        for line in self._lines:
            if isinstance(line, Text):
                yield Text.assemble(" " * (INDENT + widths[0] + GAP), line)
            else:
                yield self._join(line, widths)

    def _join(self, cells: Sequence[Text], widths: Sequence[int]) -> Text:
        line = Text(" " * INDENT)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            padding = " " * (width - cell.cell_len)
            line.append_text(Text.assemble(padding, cell) if number in self._right else Text.assemble(cell, padding))
            line.append(" " * GAP)
        line.rstrip()
        return line
