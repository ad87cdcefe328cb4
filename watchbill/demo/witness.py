"""Who was told what, and when: the stand-ins of PagerDuty, Slack and mail, looked at again and again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from watchbill.local.neighbours import Neighbours
    from watchbill.local.standin.slack import Message

SHOWN = 96
"""Characters of what was told; the rest is where people got it."""
_DEEDS = {"trigger": "page", "acknowledge": "acknowledged", "resolve": "resolved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something that somebody was told. `moment` is the cloud's time at which it was noticed."""

    moment: float
    where: str
    text: str


class Witness:
    """Begins with what is there already, of which it does not tell."""

    def __init__(self, around: Neighbours) -> None:
        self._around = around
        self._known: set[tuple[object, ...]] = set()
        self.words: list[Word] = []
        self.look()
        self.words.clear()

    def note(self, where: str, text: str) -> None:
        """Add what happened, now."""
        self.words.append(Word(moment=self._around.runner.clock.now(), where=where, text=text))

    def look(self) -> None:
        """Note what is new."""
        for key, where, text in self._all():
            if key not in self._known:
                self._known.add(key)
                self.note(where, text)

    def _all(self) -> Iterator[tuple[tuple[object, ...], str, str]]:
        for alert in self._around.pagerduty.alerts:
            for number, event in enumerate(alert.events):
                deed = _DEEDS[event["event_action"]]
                said = (event.get("payload") or {}).get("summary", "")
                yield (
                    ("page", alert.dedup_key, number),
                    "PagerDuty",
                    f"{deed}: {_first_sentence(said)}" if said else deed,
                )
        workspace = self._around.slack.workspace
        for message in workspace.messages:
            where = "Slack thread" if message.thread_ts else "Slack"
            yield ("slack", message.ts), where, _spoken(message)
            if message.edits:
                yield ("slack", message.ts, message.edits), f"{where}, changed", _spoken(message)
        for identity, file in workspace.files.items():
            if file.channel:
                yield ("file", identity), "Slack thread", f"{file.name}, {len(file.content):,} bytes"
        for number, mail in enumerate(self._around.runner.mailbox.mails):
            yield ("mail", number), "mail", f"{mail.subject} → {', '.join(mail.to)}"


@contextmanager
def watch_time(console: Console) -> Iterator[Callable[[float], None]]:
    """The cloud's minutes as they pass, on a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("")
        yield lambda minutes: progress.update(task, description=f"{minutes:.0f} min of the cloud's time")


def _spoken(message: Message) -> str:
    return _first_sentence(message.text.partition("\n")[0].replace("&gt;", ">").replace("&lt;", "<"))


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0]


def tell(words: Iterable[Word], begin: float) -> Table:
    """The words in their order, at minutes and seconds since `begin`."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("after", justify="right", no_wrap=True, min_width=5)
    table.add_column("where", style="bold", no_wrap=True, min_width=14)
    table.add_column("what people got", no_wrap=True, overflow="ellipsis")
    for word in words:
        minutes, seconds = divmod(round(word.moment - begin), 60)
        table.add_row(f"{minutes:02d}:{seconds:02d}", word.where, word.text[:SHOWN])
    return table
