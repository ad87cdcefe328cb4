"""Who was told, or why nobody was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchbill.cloud.render.signs import Pen


def receivers(told: Iterable[str], untold: str, pen: Pen) -> Text:
    """`on-call, team`, or `nobody: inhibited by …`."""
    names = ", ".join(told)
    return Text(pen(names or f"nobody: {untold}"), "cyan" if names else "yellow")
