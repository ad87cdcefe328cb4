"""Fetches an event's campaigns from the campaign service: `GET <url>/events/<event id>/campaigns`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from workers.proxy_campaign_service.logic import REQUEST_HEADERS, Reply, allowed, answered, problem, valid_event_id
from workers.runtime.rest import Answer, CallError, Failure, call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workers.runtime.settings import ProxySettings
    from workers.runtime.worker import Run

# API Gateway gives up after 30 s; a caller is better served by our own 504 before that.
ANSWER_SECONDS = 8.0
# A GET may be repeated when it never arrived, or when the answer was lost.
ATTEMPTS = 2


def fetch(run: Run[ProxySettings], event_id: str, headers: Mapping[str, str]) -> Reply:
    """Ask the campaign service and map what it says; never raises for what it does."""
    span = run.trace([headers.get("traceparent")])
    run.log.info("request received", eventId=event_id)
    if not valid_event_id(event_id):
        run.counters.add(RecordsInvalid=1)
        return problem(400, "invalid_event_id", "an event id has 1–64 letters, digits or _ . : -")
    sent = {**allowed(headers, REQUEST_HEADERS), "traceparent": span.traceparent}
    url = f"{run.settings.campaign_service_url.rstrip('/')}/events/{quote(event_id, safe='')}/campaigns"
    started = time.monotonic()
    try:
        answer = _ask(run, url, sent)
    except CallError as error:
        return _unanswered(run, event_id, error, _since(started))
    reply = answered(answer.status, answer.headers, answer.body)
    failed = int(reply.status >= 500)
    run.counters.operation("campaign.get", succeeded=1 - failed, failed=failed)
    run.counters.add(RecordsOut=1 - failed, RecordsFailed=failed)
    log = run.log.error if failed else run.log.info
    took = _since(started)
    log("campaigns returned", eventId=event_id, upstream=answer.status, status=reply.status, upstreamMs=took)
    return reply


def _unanswered(run: Run[ProxySettings], event_id: str, error: CallError, took: int) -> Reply:
    if error.failure is Failure.UNREACHED:
        reply = problem(502, "bad_gateway", "the campaign service can't be reached")
    else:
        reply = problem(504, "gateway_timeout", "the campaign service did not answer in time")
    run.counters.operation("campaign.get", failed=1)
    run.counters.add(RecordsFailed=1)
    message = "campaign service did not answer"
    run.log.error(message, eventId=event_id, status=reply.status, upstreamMs=took, cause=str(error))
    return reply


def _since(started: float) -> int:
    """Return the milliseconds since `started`."""
    return round((time.monotonic() - started) * 1000)


def _ask(run: Run[ProxySettings], url: str, headers: Mapping[str, str]) -> Answer:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return call("GET", url, headers=headers, seconds=run.deadline.allow(ANSWER_SECONDS))
        except CallError:
            if attempt == ATTEMPTS or run.deadline.near():
                raise
    raise AssertionError("a loop of attempts ends with an answer or an error")
