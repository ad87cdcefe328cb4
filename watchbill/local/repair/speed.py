"""At every request moto lists its own folder and inspects a class; what they find never changes."""

from __future__ import annotations

from functools import cache

from moto import backends
from moto.core import responses


def apply() -> None:
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    known = vars(responses)
    known["method_names_from_class"] = cache(known["method_names_from_class"])
