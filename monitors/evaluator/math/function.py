"""A function of metric math: the forms it takes, what each gives, and what AWS says of it in alarms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitors.evaluator.math.value import Doubt, Type

if TYPE_CHECKING:
    from monitors.evaluator.math.node import Node

Run = Callable[..., Any]
"""run(frame, *arguments) → value; the argument types are those of its form."""


class Density(StrEnum):
    """When a result has a point at every timestamp. Scalars do not count as operands."""

    NEVER = "never"
    ALWAYS = "always"
    ALL = "if every operand does"
    ANY = "if one operand does"


@dataclass(frozen=True, slots=True)
class Operand:
    """What is known of a part of the expression before it runs."""

    node: Node
    type: Type
    dense: bool = False
    """It has a point at every timestamp, whatever the metrics lack."""
    against_scalar: bool = False
    """It is a comparison of a series with a scalar: AWS documents IF for these separately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One signature. The last `optional` arguments may be left out."""

    takes: tuple[Type, ...]
    gives: Type
    run: Run
    optional: int = 0
    dense: Density = Density.ALL
    pointwise: bool = True
    """A point depends on no other timestamp: evaluating a long column once equals evaluating each window of it."""
    by_range: bool = False
    """It is not pointwise, yet may be given several ranges end to end (`Frame.ranges`)."""
    looks_back: bool = False
    """A point depends on the one before it in its range and on no other; `run` tells the frame what it looks at."""
    when: Callable[[Sequence[Operand]], bool] | None = None
    """A further condition of the form, beyond the types."""
    doubt: Doubt | None = None
    settles: int | None = None
    """The argument that, when dense, removes the doubt."""
    caution: str = ""
    """`reason: sentence` for alarms, where AWS advises against the form or does not document it."""
    caution_if_sparse: str = ""
    """The same, for an operand that may lack points."""

    def matches(self, given: Sequence[Operand]) -> bool:
        if not len(self.takes) - self.optional <= len(given) <= len(self.takes):
            return False
        typed = all(operand.type is taken for operand, taken in zip(given, self.takes, strict=False))
        return typed and (self.when is None or self.when(given))

    def is_dense(self, given: Sequence[Operand]) -> bool:
        columns = [operand.dense for operand in given if operand.type in (Type.SERIES, Type.ARRAY)]
        match self.dense:
            case Density.NEVER:
                return False
            case Density.ALWAYS:
                return True
            case Density.ANY:
                return any(columns)
        return all(columns)

    def doubts(self, given: Sequence[Operand]) -> bool:
        """Whether the doubt of this form can arise with these operands."""
        return self.doubt is not None and (self.settles is None or not given[self.settles].dense)

    @property
    def signature(self) -> str:
        needed = len(self.takes) - self.optional
        parts = [str(part) if index < needed else f"[{part}]" for index, part in enumerate(self.takes)]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """All forms of one name, in the order in which they are tried."""

    name: str
    forms: tuple[Form, ...] = field(default=())


def each(run: Run) -> Run:
    """A TS function applied to every series of an array."""
    return lambda frame, array, *rest: [run(frame, column, *rest) for column in array]


def on_series_and_arrays(name: str, run: Run, **traits: Any) -> Function:
    """TS → TS and TS[] → TS[], as most functions are declared. `traits` are Form's other fields."""
    return Function(
        name=name,
        forms=(
            Form(takes=(Type.SERIES,), gives=Type.SERIES, run=run, **traits),
            Form(takes=(Type.ARRAY,), gives=Type.ARRAY, run=each(run), **{**traits, "looks_back": False}),
        ),
    )
