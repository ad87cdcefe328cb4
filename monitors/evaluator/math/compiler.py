"""Tree → steps of a stack machine, types checked on the way.

A step is a closure over whole columns. Steps in a list, not closures within closures: no recursion at any length of
expression, and each intermediate column is freed as soon as it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from monitors.evaluator.math import array, calendar, change, condition, fill, rounding, statistic
from monitors.evaluator.math.caution import COMPARISONS, precedence_cautions
from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.external import EXTERNALS, needed, take
from monitors.evaluator.math.function import Form, Function, Operand, Run
from monitors.evaluator.math.node import Kind, Node, postorder
from monitors.evaluator.math.operation import NEGATION, OPERATIONS
from monitors.evaluator.math.value import Doubt, Frame, Type, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for module in (array, calendar, change, condition, fill, rounding, statistic)
    for function in module.FUNCTIONS
}
MANY = 1_000
"""What a form that is neither pointwise nor looks back counts as: one is too many already."""
_WORDS = {word: group for group in (Type.FILLER, Type.STATISTIC, Type.ORDER) for word in group.split("|")}


class Step(NamedTuple):
    """Takes `arity` values off the stack, puts one back."""

    run: Run
    arity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What names mean: every id's type, and which are metrics, in the order of METRICS().

    `name` is the id of the expression itself: an external call that is all of it takes its series under that id.
    """

    types: Mapping[str, Type]
    metrics: tuple[str, ...]
    name: str = ""


@dataclass(slots=True)
class Compilation:
    """One expression as far as it is compiled. `operand` describes its result."""

    scope: Scope
    expression: str
    root: Node
    steps: list[Step] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    needs: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)
    pointwise: bool = True
    by_range: bool = True
    look_backs: int = 0
    operand: Operand = field(init=False)

    def run(self) -> None:
        """Raises MathError (`unknown-id`, `unknown-function`, `wrong-type`, `wrong-arguments`, `search-in-alarm`)."""
        operands: list[Operand] = []
        for node in postorder(self.root):
            taken = len(operands) - len(node.children)
            given = operands[taken:]
            del operands[taken:]
            self.cautions.extend(precedence_cautions(node))
            operands.append(self._visit(node, given))
        (self.operand,) = operands

    def _visit(self, node: Node, given: Sequence[Operand]) -> Operand:
        match node.kind:
            case Kind.NUMBER:
                return self._push(node, Type.SCALAR, float(node.text))
            case Kind.STRING:
                return self._push(node, Type.STRING, node.text[1:-1])
            case Kind.WORD:
                return self._push(node, _WORDS.get(node.text, Type.WORD), node.text)
            case Kind.REFERENCE:
                return self._refer(node)
            case Kind.NEGATION:
                return self._apply(node, NEGATION, given)
            case Kind.OPERATION:
                return self._apply(node, OPERATIONS[node.text], given)
            case Kind.ARRAY:
                return self._gather(node, given)
            case Kind.QUERY:
                return self._take(node, Type.SERIES)
        return self._call(node, given)

    def _push(self, node: Node, kind: Type, value: Value) -> Operand:
        self.steps.append(Step(lambda _: value, 0))
        return Operand(node, kind)

    def _refer(self, node: Node) -> Operand:
        name = node.text
        if name not in self.scope.types:
            raise MathError("unknown-id", f"no id {name!r}; known: {_listed(self.scope.types)}", node.start)
        self.references.add(name)
        self.steps.append(Step(_load(name), 0))
        return Operand(node, self.scope.types[name])

    def _apply(self, node: Node, function: Function, given: Sequence[Operand]) -> Operand:
        form = next((form for form in function.forms if form.matches(given)), None)
        if form is None:
            raise _mismatch(node, function, given)
        self.steps.append(Step(form.run, len(given)))
        self.pointwise &= form.pointwise
        self.by_range &= form.pointwise or form.by_range
        self.look_backs += 0 if form.pointwise else 1 if form.looks_back else MANY
        self._note(node, form, given)
        mixed = {operand.type for operand in given} == {Type.SCALAR, Type.SERIES}
        return Operand(node, form.gives, form.is_dense(given), node.text in COMPARISONS and mixed)

    def _note(self, node: Node, form: Form, given: Sequence[Operand]) -> None:
        sparse = form.caution_if_sparse if not all(operand.dense for operand in given) else ""
        self.cautions.extend(f"{text} (column {node.start + 1})" for text in (form.caution, sparse) if text)
        if form.doubt is not None and form.doubts(given):
            self.doubts.add(form.doubt)

    def _gather(self, node: Node, given: Sequence[Operand]) -> Operand:
        types = {operand.type for operand in given}
        if types == {Type.STRING}:
            self.steps.append(Step(lambda _, *texts: list(texts), len(given)))
            return Operand(node, Type.STRINGS)
        if not types <= {Type.SERIES, Type.ARRAY}:
            raise MathError("wrong-type", f"an array holds time series, not {_listed(types)}", node.start)
        spread = tuple(operand.type is Type.ARRAY for operand in given)
        self.steps.append(Step(_flatten(spread), len(given)))
        return Operand(node, Type.ARRAY, all(operand.dense for operand in given))

    def _call(self, node: Node, given: Sequence[Operand]) -> Operand:
        name = node.text
        if name == "SEARCH":
            detail = "SEARCH yields several series, and CloudWatch refuses alarms on it; name the metrics instead"
            raise MathError("search-in-alarm", detail, node.start)
        if name == "METRICS":
            return self._metrics(node, given)
        if name in EXTERNALS:
            return self._external(node, given)
        if name not in FUNCTIONS:
            raise MathError("unknown-function", f"CloudWatch has no function {name}{_nearest(name)}", node.start)
        if name == "PERIOD" and given and given[0].node.text not in self.scope.metrics:
            raise MathError("wrong-type", "PERIOD takes a metric, not the result of an expression", node.start)
        return self._apply(node, FUNCTIONS[name], given)

    def _metrics(self, node: Node, given: Sequence[Operand]) -> Operand:
        if len(given) > 1 or any(operand.node.kind is not Kind.STRING for operand in given):
            raise MathError("wrong-arguments", "METRICS takes nothing, or one string that the ids contain", node.start)
        part = given[0].node.text[1:-1] if given else ""
        names = tuple(name for name in self.scope.metrics if part in name)
        if not names:
            self.cautions.append(f"matches-nothing: no metric's id contains {part!r} (column {node.start + 1})")
        self.references.update(names)
        self.steps.append(Step(lambda frame, *_: [frame.columns[name] for name in names], len(given)))
        return Operand(node, Type.ARRAY)

    def _external(self, node: Node, given: Sequence[Operand]) -> Operand:
        external, types = EXTERNALS[node.text], tuple(operand.type for operand in given)
        if not external.accepts(types):
            detail = f"{node.text} takes {external.signature}; got ({', '.join(types)})"
            raise MathError("wrong-arguments", detail, node.start)
        several = external.gives is Type.ARRAY or types[-1] is Type.STRINGS
        return self._take(node, Type.ARRAY if several else Type.SERIES)

    def _take(self, node: Node, gives: Type) -> Operand:
        whole = self.scope.name if node is self.root else ""
        gap = " " if node.kind is Kind.QUERY else ""
        keys = needed(whole or gap.join(self.expression[node.start : node.end].split()), node)
        self.needs.extend(keys)
        self.steps.append(Step(take(keys, node.start, several=gives is Type.ARRAY), len(node.children)))
        return Operand(node, gives)


def _load(name: str) -> Run:
    return lambda frame: frame.values[name] if name in frame.values else frame.columns[name]


def _flatten(spread: tuple[bool, ...]) -> Run:
    """Arrays inside an array are spread out: `[METRICS("4xx"), METRICS("5xx")]`."""

    def run(_: Frame, *parts: Value) -> Value:
        flat: list[Any] = []
        for part, is_array in zip(parts, spread, strict=True):
            flat.extend(part) if is_array and isinstance(part, list) else flat.append(part)
        return flat

    return run


def _mismatch(node: Node, function: Function, given: Sequence[Operand]) -> MathError:
    forms = " or ".join(f"({signature})" for signature in dict.fromkeys(form.signature for form in function.forms))
    types = ", ".join(operand.type for operand in given)
    strays = [operand.node for operand in given if operand.type is Type.WORD]
    if strays:
        return MathError(
            "unknown-id", f"{strays[0].text} is no id: ids begin with a lower-case letter", strays[0].start
        )
    known = {len(form.takes) - left for form in function.forms for left in range(form.optional + 1)}
    reason = "wrong-type" if len(given) in known else "wrong-arguments"
    return MathError(reason, f"{function.name} takes {forms}; got ({types})", node.start)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [*FUNCTIONS, *EXTERNALS, "METRICS"], n=1)
    return f"; did you mean {close[0]}?" if close else ""
