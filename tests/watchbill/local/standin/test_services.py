"""The two HTTP services of the workers, as stand-ins: what they keep, refuse and do under a fault."""

from __future__ import annotations

import json

import pytest
import urllib3
from urllib3.exceptions import HTTPError

from watchbill.local.standin.campaign_service import CampaignServiceStandin
from watchbill.local.standin.entry_service import EntryServiceStandin
from watchbill.local.standin.fault import Fault

FAN = {"memberId": "m", "score": 0.5, "rank": 1, "verdict": "verified", "version": 2}
PATH = "/campaigns/c%2F1/entries/scores"


@pytest.fixture
def entries():
    with EntryServiceStandin() as standin:
        yield standin


def put(standin, body, path=PATH, method="PUT", key=""):
    headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return urllib3.request(method, standin.url + path, body=content, headers=headers, retries=False).status


@pytest.mark.parametrize(
    ("version", "score"), [(1, 0.5), (2, 0.5), (3, 0.9)], ids=["older is left", "equal is left", "newer replaces"]
)
def test_the_newest_version_of_an_entry_is_kept(entries, version, score):
    assert put(entries, {"entries": [FAN]}) == 204
    assert put(entries, {"entries": [{**FAN, "version": version, "score": 0.9}]}) == 204
    assert entries.entries["c/1", "m"].score == score


@pytest.mark.parametrize(
    ("body", "path", "method", "status"),
    [
        (b"no json", PATH, "PUT", 400),
        ([FAN], PATH, "PUT", 400),
        ({"entries": [FAN] * 501}, PATH, "PUT", 413),
        ({"entries": [FAN, {**FAN, "rank": 0}]}, PATH, "PUT", 422),
        ({"entries": [{**FAN, "memberId": ""}]}, PATH, "PUT", 422),
        ({"entries": [FAN]}, "/campaigns/entries", "PUT", 404),
        ({"entries": [FAN]}, PATH, "POST", 405),
    ],
)
def test_what_is_not_valid_is_refused_and_nothing_of_it_is_kept(entries, body, path, method, status):
    assert put(entries, body, path, method) == status
    assert entries.entries == {}


def test_a_key_used_for_another_content_is_refused(entries):
    assert put(entries, {"entries": [FAN]}, key="k") == 204
    assert put(entries, {"entries": [FAN]}, key="k") == 204
    assert put(entries, {"entries": []}, key="k") == 422
    assert entries.repeats == 1


@pytest.mark.parametrize(("fault", "kept"), [(Fault.RESET_BEFORE_READ, 0), (Fault.RESET_AFTER_READ, 1)])
def test_a_connection_that_breaks_tells_nothing_of_what_was_kept(entries, fault, kept):
    entries.faults.plant(fault)
    with pytest.raises(HTTPError):
        put(entries, {"entries": [FAN]})
    assert len(entries.entries) == kept
    assert put(entries, {"entries": [FAN]}) == 204


def test_campaigns_of_an_event():
    with CampaignServiceStandin({"e 1": [{"id": "c1", "name": "Tour"}]}) as standin:
        url = f"{standin.url}/events/e%201/campaigns"
        answer = urllib3.request("GET", url)
        assert json.loads(answer.data) == {"eventId": "e 1", "campaigns": [{"id": "c1", "name": "Tour"}]}
        assert urllib3.request("GET", url, headers={"If-None-Match": answer.headers["ETag"]}).status == 304
        assert urllib3.request("GET", f"{standin.url}/events/none/campaigns").status == 404
        standin.faults.plant(Fault.UNAVAILABLE)
        assert urllib3.request("GET", url, retries=False).status == 503
