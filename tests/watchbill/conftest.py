"""What the tests of the command and of the cloud share: an embedded cloud in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.watchbill.ward import SPEC, Ward
from watchbill.cloud.connection import Connection
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = "from watchbill.cli import watchbill; watchbill()"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `watchbill local --hold`: what these tests set stays as it is."""
    folder = tmp_path_factory.mktemp("local")
    command = [sys.executable, "-c", COMMAND, "local", "--hold"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def deployed_ward(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Ward:
    folder = tmp_path_factory.mktemp("ward")
    (folder / "config.yaml").write_text(SPEC)
    ward = Ward(folder, Connection("us-east-1", endpoint))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WATCHBILL_ENDPOINT", endpoint)
        result = ward.run("deploy", "--yes")
        assert result.exit_code == 0, result.output
    return ward


@pytest.fixture
def ward(deployed_ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    monkeypatch.setenv("WATCHBILL_ENDPOINT", deployed_ward.connection.endpoint_url)
    deployed_ward.calm()
    deployed_ward.forget()
    return deployed_ward


@pytest.fixture
def routed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    """A ward whose incidents are kept by the router's own code."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", ward.connection.endpoint_url)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "embedded")
    monkeypatch.setenv("AWS_DEFAULT_REGION", ward.connection.region)
    client.cache_clear()
    yield ward
    client.cache_clear()
