"""Recovery at another threshold than the trip: the side it must lie on, said once for every tuning."""

from __future__ import annotations

from monitors.spec.model import problem


def must_recover_below(recovers: float, trips: float, *, field: str, unit: str) -> None:
    """Raises the spec's `recovery-wrong-side` problem when a recovery threshold lies above its trip."""
    if recovers > trips:
        raise problem(
            "recovery-wrong-side",
            f"recovers below {recovers:g} {unit}, above its trip at {trips:g} {unit}",
            field=field,
            help="a recovery threshold lies on the healthy side of the trip threshold",
        )
