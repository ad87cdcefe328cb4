"""A deployment of twenty stacks is one line to a reader, not forty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from watchbill.postmortem.deployment_history import BEGINNINGS
from watchbill.postmortem.moment import Moment, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GAP = timedelta(minutes=5)
"""Stacks whose changes ended so soon one after the other were deployed together."""
NAMED = 3


def fold(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """In order. Stacks that ended the same way, one after the other, are one moment, dated when the first ended.

    A change that has ended is not told as begun, too.
    """
    kept = list(moments)
    deployments = [moment for moment in kept if moment.source is Source.DEPLOYMENT]
    others = [moment for moment in kept if moment.source is not Source.DEPLOYMENT]
    ended = {moment.subject for moment in deployments if moment.what not in BEGINNINGS.values()}
    told = [one for one in deployments if one.what not in BEGINNINGS.values() or one.subject not in ended]
    return tuple(sorted((*others, *_runs(told))))


def _runs(moments: list[Moment]) -> Iterator[Moment]:
    open_runs: dict[tuple[str, str], list[Moment]] = {}
    for moment in sorted(moments):
        key = (moment.what, moment.detail)
        run = open_runs.get(key)
        if run and moment.at - run[-1].at > GAP:
            yield _one(open_runs.pop(key))
            run = None
        if run:
            run.append(moment)
        else:
            open_runs[key] = [moment]
    for run in open_runs.values():
        yield _one(run)


def _one(run: list[Moment]) -> Moment:
    names = list(dict.fromkeys(moment.subject for moment in run))
    rest = len(names) - NAMED
    more = f" and {rest} more stacks" if rest > 0 else ""
    return replace(run[0], subject=", ".join(names[:NAMED]) + more)
