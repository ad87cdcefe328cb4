"""Corrections to moto from outside, one file a service: each has an `apply` that replaces what moto gets wrong.

They bind moto's own names, so each says what it corrects; a test of the behaviour fails when a release moves them.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache


@cache
def apply_repairs() -> None:
    """Correct this process's moto. Further calls do nothing."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}").apply()
