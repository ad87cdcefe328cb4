"""Events recorded on AWS: each handler takes them or refuses them by name; none makes one crash."""

from __future__ import annotations

import contextlib
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workers.runtime.event_shape import EventRefusedError

if TYPE_CHECKING:
    from tests.workers.cloud import Cloud, Context, Service

RECORDED = Path("/work/shared/data/events")
EVENTS = sorted(RECORDED.glob("*.json")) if RECORDED.is_dir() else []
WORKERS = Path(__file__).parents[2] / "workers"
FOLDERS = sorted(path.parent.name for path in WORKERS.glob("*/handler.py") if (path.parent / "event.json").exists())
EIGHT = [
    "load_scores_to_dynamodb",
    "load_scores_to_stream",
    "process_saved_scores",
    "proxy_campaign_service",
    "redrive_dead_letters",
    "save_entry_scoring",
    "save_fanlist_scores",
    "verdict_reporter",
]


@pytest.fixture(autouse=True)
def every_setting(environment: None, lambda_service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENTRY_SERVICE_URL", "CAMPAIGN_SERVICE_URL", "SLACK_API_URL"):
        monkeypatch.setenv(name, lambda_service.url)
    monkeypatch.setenv("SLACK_CHANNEL", "#c")
    monkeypatch.setenv("SLACK_TOKEN_SECRET", "s")


def handler(folder: str) -> Any:
    return importlib.import_module(f"workers.{folder}.handler").handle


@pytest.mark.skipif(not EVENTS, reason="no recorded events here")
@pytest.mark.parametrize("folder", EIGHT)
def test_recorded_events_are_taken_or_refused_by_name(folder: str, cloud: Cloud, context: Context) -> None:
    for path in EVENTS:
        event = json.loads(path.read_text())
        with contextlib.suppress(EventRefusedError):  # its every text says what was expected; see below
            assert isinstance(handler(folder)(event, context), dict), path.name


def test_the_eight_are_here() -> None:
    assert set(EIGHT) <= set(FOLDERS)


@pytest.mark.parametrize("folder", EIGHT)
def test_the_canarys_event_is_taken(folder: str, cloud: Cloud, context: Context) -> None:
    cloud.sqs.create_queue(QueueName="canary-letters")  # to which redriveDeadLetters gives its letter back
    event = json.loads((WORKERS / folder / "event.json").read_text())
    reply = handler(folder)(event, context)
    assert reply.get("batchItemFailures", []) == []


@pytest.mark.parametrize("event", [{}, [], None, "text", {"Records": None}, {"Records": ["x"]}], ids=str)
@pytest.mark.parametrize("folder", [name for name in EIGHT if name != "proxy_campaign_service"])
def test_what_is_no_event_at_all_is_refused(folder: str, context: Context, event: Any) -> None:
    with pytest.raises(EventRefusedError, match="expected"):
        handler(folder)(event, context)
