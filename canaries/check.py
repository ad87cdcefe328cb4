"""A check: one thing that must be true after a canary's event went in.

checks/<kind>.py holds one subclass of Check, a frozen dataclass whose fields are the settings that monitors.yaml may
give it. Files are found by walking; nothing lists them. See docs/adding-a-check.md.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from canaries import checks
from canaries.definition import Thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context

REFERS, OPEN = "refers", "open"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found."""

    holds: bool
    expected: str
    got: str


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """`look` is asked again, with growing pauses, until it holds or the check's time is up. Its errors count as no."""

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """IAM actions by the setting that names what they are for; "" for actions that know no resource."""

    ONCE: ClassVar[bool] = False
    """True where a second look could only find the same."""

    def before(self, probe: Context) -> Any:
        """What must be known from before the event went in; given to every look."""
        return None

    @abstractmethod
    def look(self, probe: Context, before: Any) -> Look:
        """One look, as cheap as can be."""

    def clean(self, probe: Context) -> None:
        """Remove what the check itself made or took."""
        return


def setting(description: str, *, refers: str = "", opened: bool = False, **options: Any) -> Any:
    """A field of a check. `refers` (table, stream, queue, bucket, function): a key of the spec, by default the only
    one that the function uses. `opened`: takes every setting that is no other field's."""
    return dataclasses.field(metadata={"description": description, REFERS: refers, OPEN: opened}, **options)


@cache
def find_checks() -> Mapping[str, type[Check]]:
    """Every kind of check by its file's name. Raises LookupError for a file that does not define exactly one."""
    return {module.name: _find(module.name) for module in pkgutil.iter_modules(checks.__path__)}


def _find(kind: str) -> type[Check]:
    module = importlib.import_module(f"{checks.__name__}.{kind}")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Check) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise LookupError(f"{module.__name__} defines {len(found)} checks, expected one")
    return found[0]


def make_check(kind: str, settings: Mapping[str, Any]) -> Check:
    """The check that a definition asks for; its settings were held against the fields when it was generated."""
    found = find_checks()[kind]
    values = dict(settings)
    for field in dataclasses.fields(found):
        if field.metadata.get(REFERS) and field.name in values:
            values[field.name] = Thing(**values[field.name])
    return found(**values)
