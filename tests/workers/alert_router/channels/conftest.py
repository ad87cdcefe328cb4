"""Stand-ins for all vendors, once for all tests of channels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workers.alert_router.channels.rig import Rig, rigs


@pytest.fixture(scope="package")
def channel_rigs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Rig]]:
    with rigs(tmp_path_factory.mktemp("authority")) as found:
        yield found
