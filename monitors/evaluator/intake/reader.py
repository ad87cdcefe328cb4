"""Reads one alarm's properties and remembers all that is wrong with them, each with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from monitors.evaluator.intake.located import Located
from monitors.model.problem import Level, Problem


@dataclass(slots=True)
class Reader:
    """`properties` are resolved; `path` is what findings name (`Resources.HighErrors`)."""

    properties: Mapping[str, Any]
    file: str
    path: str
    findings: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, key: str | None = None, *, remedy: str = "", warns: bool = False) -> None:
        located = self.properties if isinstance(self.properties, Located) else Located((1, 1))
        problem = Problem(
            code=code,
            message=message,
            source=located.source(self.file, key),
            path=f"{self.path}.{key}" if key else self.path,
            help=remedy,
            width=len(key or "") or 1,
            level=Level.WARNING if warns else Level.ERROR,
        )
        if problem not in self.findings:
            self.findings.append(problem)

    def inside(self, properties: Mapping[str, Any], step: str) -> Reader:
        """A reader of a nested mapping; its findings go to the same list."""
        return Reader(properties, self.file, f"{self.path}.{step}", self.findings)

    def report_unknown(self, known: frozenset[str]) -> None:
        """CloudFormation refuses a property that the type has not; a misspelt one would silently do nothing here."""
        for key in self.properties:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                remedy = f"did you mean {close[0]}?" if close else ""
                self.report("unknown-property", f"there is no property {key}", key, remedy=remedy)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self._value(key, required=required)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, float)):
            return str(value)
        self._wrong(key, "text", value)
        return None

    def number(self, key: str, *, required: bool = False) -> float | None:
        value = self._value(key, required=required)
        if value is None or not self.is_known(key, value):
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number):
            return number
        self._wrong(key, "a number", value)
        return None

    def whole(self, key: str, *, required: bool = False) -> int | None:
        number = self.number(key, required=required)
        if number is None or number % 1 == 0:
            return None if number is None else int(number)
        self._wrong(key, "a whole number", number)
        return None

    def choice(self, key: str, allowed: tuple[str, ...], *, required: bool = False) -> str | None:
        value = self.text(key, required=required)
        if value is None or not self.is_known(key, value):
            return None
        if value not in allowed:
            self.report("unknown-value", f"{key} is {value!r}; it is one of {', '.join(allowed)}", key)
            return None
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._value(key)
        return default if value is None else str(value).lower() == "true"

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key)
        items = [] if value is None else value if isinstance(value, list) else [value]
        return tuple(str(item) for item in items)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self._value(key)
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self._wrong(key, "a mapping", value)
        return {}

    def mappings(self, key: str) -> list[Mapping[str, Any]]:
        value = self._value(key)
        items = value if isinstance(value, list) else []
        if (value is not None and not isinstance(value, list)) or not all(isinstance(item, Mapping) for item in items):
            self._wrong(key, "a list of mappings", value)
        return [item for item in items if isinstance(item, Mapping)]

    def _value(self, key: str, *, required: bool = False) -> Any:
        value = self.properties.get(key)
        if value is None and required:
            self.report("missing-property", f"{key} is missing")
        return value

    def is_known(self, key: str, value: object) -> bool:
        """False, and reported, where the value holds a placeholder."""
        if not (isinstance(value, str) and "${" in value):
            return True
        self.report(
            "unresolved", f"{key} is {value}, which this text does not decide", key, remedy="give the parameter"
        )
        return False

    def _wrong(self, key: str, wanted: str, value: object) -> None:
        shown = repr(value)
        self.report("wrong-type", f"{key} is {shown[:60]}; it takes {wanted}", key)
