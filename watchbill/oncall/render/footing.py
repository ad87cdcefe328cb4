"""The foot of `watchbill status`: canaries, mutes, router, stacks, and what is odd; what could not be read says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from watchbill.cloud.headline import plural
from watchbill.findings.full import printable
from watchbill.oncall.moment import age
from watchbill.oncall.pulse import BACK
from watchbill.oncall.render.mute_text import when
from watchbill.oncall.render.sign import BAD, CARE, GOOD, QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.picture import Part
    from watchbill.oncall.standing import Standing

LABEL = 10
"""Columns."""
FRESH_SECONDS = 5 * 60
"""The heartbeat comes each minute."""


class Footing:
    """`stacks` are the names that the spec makes."""

    def __init__(self, standing: Standing, stacks: frozenset[str], pen: Pen) -> None:
        self._standing = standing
        self._stacks = stacks
        self._pen = pen
        self._at = standing.picture.at

    def lines(self) -> Iterator[Text]:
        yield from self._incident_trouble()
        yield from self._canaries()
        yield from self._mutes()
        yield from self._router()
        yield from self._deployed()
        yield from self._oddities()

    def _incident_trouble(self) -> Iterator[Text]:
        trouble = self._standing.picture.incidents.trouble
        if trouble:
            yield self._entry("incidents", QUIET if "not deployed" in trouble else BAD, trouble)

    def _canaries(self) -> Iterator[Text]:
        entries = self._standing.plan.of_kind("canary")
        if not entries:
            return
        pulses = self._standing.picture.pulses
        if pulses.value is None:
            yield self._unread("canaries", pulses)
            return
        found = pulses.value.canaries
        failing = [key for key, pulse in sorted(found.items()) if pulse and pulse.value < 100]
        silent = [key for key, pulse in sorted(found.items()) if pulse is None]
        newest = max((pulse.at for pulse in found.values() if pulse), default=None)
        ran = f", last run {age(newest, self._at)} ago" if newest else ""
        passing = len(found) - len(failing) - len(silent)
        sign = BAD if failing else CARE if silent else GOOD
        told = [f"{passing} of {len(found)} pass{ran}"]
        told += [f"failing: {', '.join(failing)}"] if failing else []
        told += [f"silent: {', '.join(silent)}"] if silent else []
        yield self._entry("canaries", sign, " · ".join(told))

    def _mutes(self) -> Iterator[Text]:
        mutes = self._standing.picture.mutes
        if mutes.value is None:
            yield self._unread("mutes", mutes)
            return
        coming = [mute for mute in mutes.value if not mute.is_over(self._at)]
        for number, mute in enumerate(coming):
            count = len(mute.alarms)
            sign = ("●", "yellow") if mute.is_open(self._at) else ("○", "dim")
            told = f"{count} {plural('alarm', count)} {when(mute, self._at)}: {printable(mute.because) or mute.name}"
            yield self._entry("" if number else "mutes", sign, told)
        if not coming:
            yield self._entry("mutes", QUIET, "none")

    def _router(self) -> Iterator[Text]:
        pulses = self._standing.picture.pulses
        if not self._standing.plan.of_kind("router"):
            yield self._entry("router", QUIET, "not part of this spec: alarms go to the topics' mailboxes alone")
        elif pulses.value is None:
            yield self._unread("router", pulses)
        elif pulses.value.heartbeat is None:
            yield self._entry(
                "router", BAD, f"no heartbeat for {age(self._at - BACK, self._at)}: notifications may be late or lost"
            )
        else:
            since = pulses.value.heartbeat.at
            fresh = (self._at - since).total_seconds() <= FRESH_SECONDS
            yield self._entry("router", GOOD if fresh else BAD, f"heartbeat {age(since, self._at)} ago")

    def _deployed(self) -> Iterator[Text]:
        stacks = self._standing.picture.stacks
        if stacks.value is None:
            yield self._unread("stacks", stacks)
            return
        found = {stack.name: stack for stack in stacks.value}
        there = sum(name in found for name in self._stacks)
        told = [f"{there} of {len(self._stacks)} deployed"]
        bad = [f"{stack.name} {stack.status}" for stack in stacks.value if not stack.well and not stack.busy]
        busy = [stack.name for stack in stacks.value if stack.busy]
        newest = max(stacks.value, key=lambda stack: stack.changed, default=None)
        if newest:
            same = newest.digest == self._standing.plan.service.spec_digest
            spec = "this spec" if same else f"another spec ({newest.digest or 'unknown'}; watchbill plan)"
            told.append(f"last deployment {age(newest.changed, self._at)} ago, from {spec}")
        told += [f"being changed: {', '.join(busy)}"] if busy else []
        sign = BAD if bad else CARE if there < len(self._stacks) or busy else GOOD
        yield self._entry("stacks", sign, " · ".join([*told, *bad]))

    def _oddities(self) -> Iterator[Text]:
        for names, words in (
            (self._standing.disabled, "with their actions switched off: nobody is told"),
            (self._standing.missing, "of the spec are not deployed"),
            (self._standing.strange, "deployed that the spec does not have"),
        ):
            if names and self._standing.rows:
                count = len(names)
                sample = ", ".join(names[:2]) + (", …" if count > 2 else "")
                yield self._entry("alarms", CARE, f"{count} {plural('alarm', count)} {words}: {sample}")

    def _unread(self, label: str, part: Part[object]) -> Text:
        return self._entry(label, BAD, f"could not be read: {part.trouble}")

    def _entry(self, label: str, sign: tuple[str, str], words: str) -> Text:
        parts = ((f"{label:<{LABEL}}", "dim"), (f"{sign[0]} ", sign[1]), (words, "dim" if sign is QUIET else ""))
        text = Text.assemble(*((self._pen(part), style) for part, style in parts))
        text.no_wrap, text.overflow = False, "fold"
        return text
