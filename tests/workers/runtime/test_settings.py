"""Settings: read once, every problem at once, every variable documented."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from workers.runtime import settings
from workers.runtime.settings import ScoreFileSettings, SettingsError, WorkerSettings, read

KINDS = [kind for kind in vars(settings).values() if isinstance(kind, type) and issubclass(kind, WorkerSettings)]


def test_everything_missing_or_malformed_is_reported_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read(ScoreFileSettings, {"SCORES_STREAM": "s", "MIN_RANK": "low", "PARKING_BUCKET": ""})
    assert str(caught.value) == (
        "loadScoresToStream cannot start: VERDICT_QUEUE_URL is not set; CHECKPOINT_TABLE is not set; "
        "PARKING_BUCKET is not set; MIN_RANK must be a whole number"
    )


def test_defaults_hold_unless_set() -> None:
    environ = dict.fromkeys(("SCORES_STREAM", "VERDICT_QUEUE_URL", "CHECKPOINT_TABLE", "PARKING_BUCKET"), "x")
    found = read(ScoreFileSettings, {**environ, "MAX_RANK": "5"})
    assert (found.metrics_namespace, found.min_rank, found.max_rank) == ("VerifiedFan/Workers", 0, 5)


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        read(WorkerSettings, {}).log_level = "DEBUG"  # type: ignore[misc]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_variable_stands_in_the_modules_table(kind: type[WorkerSettings]) -> None:
    assert [field for field in get_type_hints(kind) if field.upper() not in str(settings.__doc__)] == []
