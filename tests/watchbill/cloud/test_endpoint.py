"""`--local` finds the embedded cloud that runs in the same folder, and no other machine."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from watchbill.cloud.endpoint import NOTE, find_endpoint, leave_note, take_back
from watchbill.cloud.error import CloudError

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "http://127.0.0.1:4566"


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHBILL_ENDPOINT", raising=False)


def test_a_running_cloud_is_found_by_its_note(tmp_path: Path) -> None:
    leave_note(ADDRESS, tmp_path)
    assert find_endpoint(tmp_path) == ADDRESS
    assert (tmp_path / ".watchbill" / ".gitignore").read_text() == "*\n"


def test_the_note_of_a_dead_process_is_not_believed(tmp_path: Path) -> None:
    leave_note(ADDRESS, tmp_path)
    (tmp_path / NOTE).write_text(json.dumps({"endpoint_url": ADDRESS, "pid": 2**22 + 1}))
    with pytest.raises(CloudError, match="watchbill local"):
        find_endpoint(tmp_path)


@pytest.mark.parametrize("address", ["https://cloudformation.us-east-1.amazonaws.com", "http://10.0.0.1:4566"])
def test_another_machine_is_refused(tmp_path: Path, address: str) -> None:
    leave_note(address, tmp_path)
    with pytest.raises(CloudError, match="not on this machine"):
        find_endpoint(tmp_path)


@pytest.mark.parametrize(("pid", "stays"), [(os.getpid(), False), (os.getppid(), True)], ids=["mine", "another's"])
def test_only_its_own_note_is_taken_back(tmp_path: Path, pid: int, stays: bool) -> None:
    note = leave_note(ADDRESS, tmp_path)
    note.write_text(json.dumps({"endpoint_url": ADDRESS, "pid": pid}))
    take_back(note)
    assert note.exists() is stays
    take_back(tmp_path / "there is none")
