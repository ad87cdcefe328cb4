"""One rehearsal as a page for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.itinerary.rehearsal import speaks
from watchbill.itinerary.wording import later, matched, minutes, moment, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.itinerary.rehearsal import Rehearsal, Rehearsals

WHY = {"route": "", "nobody acknowledged it": "nobody has acknowledged it"}
ROUTER = "router"


def tell(rehearsals: Rehearsals, one: Rehearsal) -> Iterator[str]:
    """Who, when, by what, and why."""
    alarm, plan = one.alarm, rehearsals.plan
    yield alarm.name
    yield f"  {alarm.severity}, {alarm.priority}, {alarm.owner}; {alarm.rule} ({alarm.source})"
    if not speaks(alarm):
        yield "  Tells nobody by itself: it only says when to close."
        return
    yield f"  {_route(rehearsals, one)}"
    if one.silence:
        yield f"  {one.silence[0].upper()}{one.silence[1:]}, until {moment(one.silent_until)} UTC."
    yield ""
    yield from _timeline(rehearsals, one)
    yield from _besides(rehearsals, one)
    if alarm.kind == ROUTER:
        yield f"  SNS mails {', '.join(plan.policy.break_glass)} as well, without the router."


def _route(rehearsals: Rehearsals, one: Rehearsal) -> str:
    if not one.route:
        return "No route takes it: the default receivers hear of it." if one.told else "No route takes it."
    source = rehearsals.plan.routes[one.route - 1].source
    return f"Route {one.route} takes it: {matched(rehearsals.routes.routes[one.route - 1].match)} ({source})."


def _timeline(rehearsals: Rehearsals, one: Rehearsal) -> Iterator[str]:
    """Each moment once; of reminders the first, for they go on as they began."""
    if not one.words:
        yield "  Nobody is told."
        return
    yield f"  Trips {moment(one.at)} UTC, and nobody acknowledges:"
    known = {receiver.name: receiver for receiver in rehearsals.plan.receivers}
    for word in one.words:
        if word.action == "open":
            where = place(known[word.receiver], rehearsals.plan.policy.break_glass)
            why = "quiet hours are over" if word.deferred else WHY.get(word.why, word.why)
            yield f"    {later(word.at, one.at):<12} {word.receiver:<14} {where}{f'  ({why})' if why else ''}"
    reminders = [word for word in one.words if word.action == "remind"]
    if reminders:
        at = reminders[0].at
        reminded = ", ".join(dict.fromkeys(word.receiver for word in reminders if word.at == at))
        yield f"    {later(at, one.at):<12} {reminded:<14} reminded{_pace(rehearsals, one)}"


def _pace(rehearsals: Rehearsals, one: Rehearsal) -> str:
    step = next((each for each in rehearsals.routes.reminders if each.match.fits(one.subject)), None)
    return f", then every {minutes(step.after)}" if step else ""


def _besides(rehearsals: Rehearsals, one: Rehearsal) -> Iterator[str]:
    """What happens instead, and what would keep it back."""
    routes = rehearsals.routes
    for receiver in one.told:
        chain = rehearsals.fallbacks(receiver, one.told)
        if chain:
            wait = minutes(routes.fallback)
            yield f"  {receiver} refuses, or cannot be reached for {wait}: {', then '.join(chain)} instead."
    for rule in routes.inhibitions:
        if rule.silences.fits(one.subject) and not rule.by.fits(one.subject):
            yield f"  Not told while another incident is open with {matched(rule.by)} ({rule.name})."
    if one.told:
        yield "  Recovery is told at once to whoever was told, mutes or not."
