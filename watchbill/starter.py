"""The spec that `watchbill init` writes: starter.yaml, shipped beside this module."""

from __future__ import annotations

from importlib.resources import files


def starter_text() -> str:
    """A commented spec, valid as it is."""
    return files("watchbill").joinpath("starter.yaml").read_text(encoding="utf-8")
