"""Whatever a run reads is noticed when it changes, and nothing else is."""

from __future__ import annotations

import threading

import pytest

from watchbill.proof.waiting import PAUSE, wait_for_change


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    """A thread that waits in a project of a test, its template, and a file that no test reads."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.alarms.yaml", "app.template", "other.txt"):
        (tmp_path / name).write_text("a: 1")
    thread = threading.Thread(target=wait_for_change, args=([], [tmp_path / "app.template"]), daemon=True)
    thread.start()
    thread.join(PAUSE)
    assert thread.is_alive()
    return thread


def write(folder, name):
    (folder / name).write_text("a: 22")


CHANGES = {
    "the test file": lambda folder: write(folder, "a.alarms.yaml"),
    "the template": lambda folder: write(folder, "app.template"),
    "a new test file": lambda folder: write(folder, "b.alarms.yaml"),
    "a test file that is gone": lambda folder: (folder / "a.alarms.yaml").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_ends_the_wait(what, waiting, tmp_path):
    CHANGES[what](tmp_path)
    waiting.join(20)
    assert not waiting.is_alive()


def test_another_file_does_not(waiting, tmp_path):
    write(tmp_path, "other.txt")
    waiting.join(3 * PAUSE)
    assert waiting.is_alive()
    write(tmp_path, "a.alarms.yaml")
    waiting.join(20)
