"""The published matrix of deliveries under faults is what is measured now."""

from __future__ import annotations

import pytest

from tests.matrix import PAGE, measure, render


@pytest.mark.wide
def test_the_delivery_matrix_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(measure()), "write it anew: make matrix"
