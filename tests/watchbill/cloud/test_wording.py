"""Values as people read them."""

from __future__ import annotations

import pytest

from watchbill.cloud.edit import ABSENT, Edit
from watchbill.cloud.headline import plural
from watchbill.cloud.wording import narrow, say_edit, say_reason, say_value

HANDLER = "Resource handler returned message:"
LONG = "loadScores: too many failed. In ALARM while error rate > {} % for 5 of 5 × 1 min. Records are retried."


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("missing", "ignore", ("missing", "ignore")),
        (LONG.format(5), LONG.format(3), ("… rate > 5 % for …", "… rate > 3 % for …")),
        ("", "x", ("(empty)", "x")),
        ("a " * 60 + "tail", "a " * 60, ("… a a tail", "… a a")),
    ],
    ids=["short", "inside", "empty", "end"],
)
def test_long_texts_are_cut_to_what_differs(before: str, after: str, words: tuple[str, str]) -> None:
    assert narrow(before, after) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (ABSENT, "(none)"),
        (5.0, "5"),
        (3600000, "3,600,000"),
        (True, "true"),
        (["a"], '["a"]'),
        ("x" * 100, "x" * 71 + "…"),
    ],
)
def test_values(value: object, words: str) -> None:
    assert say_value(value) == words


def test_only_a_threshold_has_a_unit() -> None:
    assert say_edit(Edit(path=("Threshold",), before=5, after=3), "%") == ("5", "3 %")
    assert say_edit(Edit(path=("Period",), before=60, after=300), "%") == ("60", "300")


def test_a_digest_is_known_by_its_first_digits() -> None:
    before, after = (f"code/crew/weekly-report/{digit * 64}.zip" for digit in "a1")
    said = say_edit(Edit(path=("Code", "S3Key"), before=before, after=after))
    assert said == ("code/crew/weekly-report/aaaaaaaa….zip", "code/crew/weekly-report/11111111….zip")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (f'{HANDLER} "exists (Service: Sqs)" (RequestToken: 1, HandlerErrorCode: X)', "exists (Service: Sqs)"),
        (f'{HANDLER} "no"', "no"),
        ("Requested by user", "Requested by user"),
    ],
)  # fmt: skip
def test_a_reason_loses_its_envelope(reason: str, words: str) -> None:
    assert say_reason(reason) == words


@pytest.mark.parametrize(
    ("noun", "count", "words"),
    [("alarm", 1, "alarm"), ("alarm", 2, "alarms"), ("query", 2, "queries"), ("key", 2, "keys")],
)
def test_plurals(noun: str, count: int, words: str) -> None:
    assert plural(noun, count) == words
