"""A plan as lines for people: one a resource, its edits below, totals last because CI shows the tail."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from watchbill.cloud.change import Action, Risk, Verb
from watchbill.cloud.glossary import NO_WORD
from watchbill.cloud.headline import plural, summarise
from watchbill.cloud.render.signs import SIGNS, STYLES, VERBS
from watchbill.cloud.wording import say_edit, say_risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.cloud.change import Difference, ResourceChange, StackChange
    from watchbill.cloud.edit import Edit
    from watchbill.cloud.glossary import Glossary
    from watchbill.cloud.render.signs import Pen

NOUN, NAME, WIDEST = 16, 44, 72  # columns; a longer name pushes its own line only
KINDS = 4
"""So many kinds of resources are counted apart in the line of a new stack."""


class PlanText:
    """Renders one difference. `spec` names the spec file; `every` lists new and removed stacks resource by resource."""

    def __init__(self, difference: Difference, glossary: Glossary, spec: str, pen: Pen, *, every: bool = False) -> None:
        self._difference = difference
        self._glossary = glossary
        self._spec = spec
        self._pen = pen
        self._every = every
        names = [len(change.name) for stack in difference.pending for change in stack.resources]
        self._name = min(max(names, default=NAME), WIDEST)
        self._stacks = min(max((len(stack.name) for stack in difference.pending), default=0), WIDEST)

    def lines(self) -> Iterator[Text]:
        """The whole plan."""
        stacks = [line for stack in self._difference.pending for line in self._stack(stack)]
        yield from stacks[1:] if stacks and not stacks[0].plain else stacks
        if self._difference.pending:
            yield Text()
        yield from self._headline()
        yield self._total()

    def _stack(self, stack: StackChange) -> Iterator[Text]:
        if stack.verb in (Verb.CREATE, Verb.REMOVE) and not self._every:
            yield self._folded(stack)
            yield from (self._risk(change) for change in stack.resources if change.risk)
            return
        yield Text()
        yield self._line((f"stack {stack.name}", "bold"), (f"  {self._note(stack)}", "dim"))
        for change in stack.resources:
            yield from self._resource(change)

    def _folded(self, stack: StackChange) -> Text:
        action = Action.ADD if stack.verb is Verb.CREATE else Action.REMOVE
        counts = Counter(change.noun for change in stack.resources)
        largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        content = [f"{count} {plural(noun, count)}" for noun, count in largest[:KINDS]]
        if rest := sum(count for _, count in largest[KINDS:]):
            content.append(f"{rest} more")
        return self._line(
            (f"{SIGNS[action]} ", STYLES[action]),
            ("stack ", ""),
            (f"{stack.name:<{self._stacks}}  ", "bold"),
            (", ".join(content), "dim"),
            (f"  {self._note(stack)}", "yellow"),
        )

    def _note(self, stack: StackChange) -> str:
        if stack.verb is Verb.REMOVE:
            return f"removed from {self._spec}"
        return stack.note

    def _resource(self, change: ResourceChange) -> Iterator[Text]:
        place = str(change.source).rpartition(":")[0] if change.source else ""
        if change.action is Action.REMOVE:
            place = f"removed from {self._spec}"
        facts = "  ".join(filter(None, (place, "deleted outside watchbill" if change.outside else "")))
        yield self._line(
            (f"  {SIGNS[change.action]} ", STYLES[change.action]),
            (f"{change.noun:<{NOUN}}", ""),
            (f"{change.name:<{self._name}}  ", "bold"),
            (facts, "dim cyan"),
            (f"  {change.note}" if change.note else "", ""),
        )
        if change.risk:
            yield self._risk(change)
        if change.action is Action.ADD:
            yield from self._condition(change)
        if change.note and change.noun == "dashboard":
            return
        for edit in change.edits:
            yield self._edit(change, edit)

    def _condition(self, change: ResourceChange) -> Iterator[Text]:
        word = self._glossary.get(change.name, NO_WORD)
        if word.condition:
            tells = f" → {word.tells}" if word.tells else ""
            yield self._line(("      + ", "green"), (f"{word.condition}{tells}", ""))

    def _edit(self, change: ResourceChange, edit: Edit) -> Text:
        before, after = say_edit(edit, self._glossary.get(change.name, NO_WORD).unit)
        return self._line(
            ("      ~ ", "yellow"), (f"{edit.name}: ", ""), (before, "red"), (" → ", "dim"), (after, "green"),
            ("  (changed outside watchbill)" if edit.outside else "", "yellow"),
        )  # fmt: skip

    def _risk(self, change: ResourceChange) -> Text:
        style = "yellow" if change.risk is Risk.RETAINED else "bold red"
        return self._line((f"      ⚠ {say_risk(change)}", style))

    def _headline(self) -> Iterator[Text]:
        phrases = summarise(self._difference, self._glossary)
        if phrases:
            yield self._line(("In short: ", "bold"), (" · ".join(phrases), ""))

    def _total(self) -> Text:
        counts, unchanged = self._difference.counts, self._difference.unchanged
        if not self._difference.pending:
            agree = f"{self._spec} and {unchanged:,} {plural('resource', unchanged)} agree."
            return self._line(("No changes: ", "bold green"), (agree, ""))
        parts: list[tuple[str, str]] = [("Plan: ", "bold")]
        for action in Action:
            if counts[action] or action is not Action.REPLACE:
                parts += [(f"{counts[action]} {VERBS[action]}", STYLES[action] if counts[action] else ""), (", ", "")]
        parts += [(f"{unchanged} unchanged.", ""), (f"   Cost: {say_cost(self._difference)}", "bold")]
        return self._line(*parts)

    def _line(self, *parts: tuple[str, str]) -> Text:
        text = Text.assemble(*((self._pen(words), style) for words, style in parts if words))
        text.rstrip()
        return text


def say_cost(difference: Difference) -> str:
    """`+$0.40/month ($30.10 → $30.50)`."""
    change = difference.cost_after - difference.cost_before
    sign = "−" if change < 0 else "+"
    money = f"{sign}${abs(change):,.2f}/month"
    return f"{money} (${difference.cost_before:,.2f} → ${difference.cost_after:,.2f})"
