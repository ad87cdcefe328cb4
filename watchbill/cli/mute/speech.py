"""What the mute commands share of speaking: asides to stderr, mutes as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from watchbill.oncall.mute import Mute

FORMAT_VERSION = "1"
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def say(text: str, style: str = "dim") -> None:
    _, err, pen = consoles()
    err.print(pen(text), style=style, soft_wrap=True, markup=False)


def mutes_document(mutes: Sequence[Mute], at: datetime) -> dict[str, object]:
    from watchbill.oncall.render.mute_text import mute_data

    return {"format_version": FORMAT_VERSION, "mutes": [mute_data(mute, at) for mute in mutes]}
