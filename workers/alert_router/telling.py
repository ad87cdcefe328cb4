"""Who is to be told what, after news of an incident or when its time has come. Pure; every outcome has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.latch import ALARM, Happening
from workers.alert_router.notification import Action
from workers.alert_router.reduction import begin
from workers.alert_router.wording import progress_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.alert_router.draft import Draft
    from workers.alert_router.incident import Incident
    from workers.alert_router.reduction import News

MUTED = "muted by CloudWatch"
INHIBITED_CHECK = 60_000
"""How often an incident that another one silences is looked at again."""


def tell(draft: Draft, news: News, others: Sequence[Incident]) -> None:
    """Write what the news asks for. `others` are the incidents of the same service, as last read."""
    incident = draft.incident
    if news.ended:
        resolve(draft, news.at, "all alarms have cleared")
    elif not incident.is_open:
        draft.decide(_nothing(news))
    elif not incident.told:
        open_up(draft, others, news.at)
    else:
        _while_open(draft, news, others)


def _nothing(news: News) -> str:
    """Name why a closed incident stays as it is."""
    kinds = news.kinds
    if kinds and kinds <= {Happening.STALE}:
        return "stale"
    if Happening.OPENED in kinds:
        return "over before it was told"
    return "noted while closed"


def resolve(draft: Draft, at: int, why: str) -> None:
    """Tell everybody who was told, mutes or not."""
    told = draft.incident.told
    if told:
        draft.say(Action.RESOLVE, told, at, why)
    else:
        draft.decide("ended untold", detail=draft.incident.untold)


def open_up(draft: Draft, others: Sequence[Incident], at: int) -> None:
    """Open the incident at its receivers, unless something silences it now."""
    if silence := silenced(draft, others):
        reason, detail, _ = silence
        draft.change(untold=reason)
        draft.decide(reason, detail=detail)
        return
    receivers = draft.routes.receivers_of(draft.incident)
    if not receivers:
        draft.change(untold="no route")
        draft.decide("no route")
        return
    draft.begin_telling(receivers, "route", at)
    draft.change(told_at=draft.now, update_due=draft.now)


def _while_open(draft: Draft, news: News, others: Sequence[Incident]) -> None:
    if not news.worth_telling:
        draft.decide("stale" if news.kinds <= {Happening.STALE} else "noted while open")
        return
    if silence := silenced(draft, others):
        draft.change(withheld=silence[0])
        draft.decide(f"update {silence[0]}", detail=silence[1])
        return
    _update(draft, news.at, progress_of(news), urgent=Happening.RAISED in news.kinds)


def _update(draft: Draft, at: int, progress: str, *, urgent: bool) -> None:
    """Tell those who know of it what is new, and whom a severity that has risen adds."""
    before = tuple(draft.incident.told)
    draft.change(withheld="")
    draft.update(at, progress, urgent=urgent, receivers=before)
    draft.begin_telling(draft.routes.receivers_of(draft.incident), "severity was raised", at)


def silenced(draft: Draft, others: Sequence[Incident]) -> tuple[str, str, int] | None:
    """Return reason, detail and when to look again (epoch milliseconds), or None."""
    incident, now = draft.incident, draft.now
    if incident.muted_until > now:
        return MUTED, "", incident.muted_until
    if incident.quelled_until > now:
        return MUTED, incident.quelled_by, incident.quelled_until
    for mute in draft.routes.mutes:
        until = mute.window.until(now)
        if until and mute.match.fits(incident):
            return "muted by the spec", mute.name, until
    for rule in draft.routes.inhibitions:
        if not rule.silences.fits(incident):
            continue
        # Only what people know of may stand for something else.
        by = next(
            (o for o in others if o.group_id != incident.group_id and o.is_open and o.told and rule.by.fits(o)), None
        )
        if by:
            return "inhibited", f"{rule.name}: {by.incident_id}", now + INHIBITED_CHECK
    return None


def quell(draft: Draft, rule: str, until: int) -> None:
    """A mute rule is over the whole incident: nobody is told of anything but its end."""
    if not draft.incident.is_open:
        return
    if not silenced(draft, ()):
        draft.decide(MUTED, detail=rule)
    draft.change(quelled_until=until, quelled_by=rule)


def tick(draft: Draft, others: Sequence[Incident]) -> None:
    """Do what time alone asks for: the end of a silence, a reminder, a promotion, the end of patience."""
    incident, now, routes = draft.incident, draft.now, draft.routes
    if not incident.is_open:
        due, at, why = _reopening(draft)
        if 0 < due <= now:
            draft.incident = begin(incident, at)
            draft.decide(why)
            open_up(draft, others, at)
        return
    if not incident.told:
        open_up(draft, others, incident.opened_at)
        return
    if silenced(draft, others):
        return
    if incident.withheld:
        _update(draft, now, f"This has changed while it was {incident.withheld}.", urgent=False)
    if incident.acknowledged_at:
        return
    promotion = routes.promotion_of(incident)
    if promotion and now - incident.opened_at >= promotion.after:
        draft.begin_telling(promotion.to, "nobody acknowledged it", now)
    reminder = routes.reminder_of(incident)
    if reminder and now - incident.told_at >= reminder.after:
        draft.say(Action.REMIND, incident.told, now, f"reminder {incident.reminders + 1}")
        draft.change(told_at=now, reminders=incident.reminders + 1)


def _reopening(draft: Draft) -> tuple[int, int, str]:
    """When what a person resolved is opened again, as of when, and why; zeros for never.

    A person's word may come late: an alarm that has tripped since is news to whoever gave it.
    """
    incident, patience = draft.incident, draft.routes.reopen
    if incident.count <= 0 or not incident.dismissed_at:
        return 0, 0, ""
    since = (entry.voice.since for entry in incident.entries.values() if entry.open and entry.voice.state == ALARM)
    if (newest := max(since, default=0)) > incident.dismissed_at:
        return draft.now, newest, "opened again: tripped after it was resolved by hand"
    due = incident.dismissed_at + patience if patience else 0
    return due, draft.now, "opened again: resolved by hand, but still in alarm"


def next_due(draft: Draft, others: Sequence[Incident]) -> int:
    """Return when `tick` may have something to do, 0 for never. Epoch milliseconds."""
    incident, routes = draft.incident, draft.routes
    if not incident.is_open:
        return _reopening(draft)[0]
    silence = silenced(draft, others)
    if silence:
        return silence[2]
    if incident.withheld:
        return draft.now
    if not incident.told or incident.acknowledged_at:
        return 0
    times = []
    if reminder := routes.reminder_of(incident):
        times.append(incident.told_at + reminder.after)
    promotion = routes.promotion_of(incident)
    if promotion and not set(promotion.to) <= set(incident.told):
        times.append(incident.opened_at + promotion.after)
    return min(times, default=0)


def acknowledge(draft: Draft, incident_id: str, by: str, at: int) -> None:
    """A person has it: no reminders, no promotion, and the other receivers learn of it."""
    incident = draft.incident
    if not incident.is_open or incident.incident_id != incident_id:
        draft.decide("acknowledged too late", detail=by)
    elif incident.acknowledged_at:
        draft.decide("acknowledged already", detail=incident.acknowledged_by)
    else:
        draft.change(acknowledged_at=at, acknowledged_by=by)
        draft.decide("acknowledged", detail=by)
        draft.say(Action.ACKNOWLEDGE, draft.incident.told, at, f"by {by}")


def dismiss(draft: Draft, incident_id: str, by: str, at: int) -> None:
    """A person says that it is over: closed until an alarm trips again, or patience ends."""
    incident = draft.incident
    if not incident.is_open or incident.incident_id != incident_id:
        draft.decide("resolved too late", detail=by)
        return
    draft.change(is_open=False, closed_at=max(at, incident.opened_at), dismissed_at=at)
    draft.decide("resolved by hand", detail=by)
    resolve(draft, at, f"by {by}")
