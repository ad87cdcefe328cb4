"""Where stacks stand: the account, region and partition that a template's pseudo parameters resolve to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_PSEUDO = re.compile(r"\$\{AWS::(AccountId|Region|Partition|URLSuffix)\}")


class Unresolved(Exception):  # noqa: N818 - an answer, not an error: the value is known only to CloudFormation
    """A value that depends on another resource or a parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One account and region. `partition` is `aws`, `aws-cn` or `aws-us-gov`."""

    account: str
    region: str
    partition: str = "aws"

    def resolve(self, value: Any) -> Any:
        """A template's value with pseudo parameters filled in. Raises Unresolved for any other reference."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref":
                return self._pseudo(str(argument))
            if function == "Fn::Sub" and isinstance(argument, str):
                return self._substitute(argument)
            if function == "Fn::Join":
                separator, parts = argument
                return separator.join(str(self.resolve(part)) for part in parts)
            if function.startswith("Fn::"):
                raise Unresolved(function)
        return {key: self.resolve(item) for key, item in value.items()}

    def text(self, value: Any) -> str:
        """A name for people: resolved where possible, else empty."""
        try:
            found = self.resolve(value)
        except Unresolved:
            return ""
        return found if isinstance(found, str) else ""

    def _substitute(self, text: str) -> str:
        filled = _PSEUDO.sub(lambda match: self._pseudo(f"AWS::{match[1]}"), text)
        if re.search(r"\$\{[^!]", filled):
            raise Unresolved(text)
        return filled.replace("${!", "${")

    def _pseudo(self, name: str) -> str:
        known = {
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": self.partition,
            "AWS::URLSuffix": "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com",
        }
        if name not in known:
            raise Unresolved(name)
        return known[name]
