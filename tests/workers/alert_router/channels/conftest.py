"""Stand-ins for all vendors, once for all tests of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.channels.rig import Rig, rigs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def channel_rigs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Rig]]:
    with rigs(tmp_path_factory.mktemp("authority")) as found:
        yield found
