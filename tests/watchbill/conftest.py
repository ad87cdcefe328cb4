"""What the tests of the command and of the cloud share: an embedded cloud in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = "from watchbill.cli import watchbill; watchbill()"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `watchbill local`."""
    folder = tmp_path_factory.mktemp("local")
    process = subprocess.Popen([sys.executable, "-c", COMMAND, "local"], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
