"""One canary's run: put what it needs, send its event in, look for the effects, clean up, report."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from canaries.check import make_check
from canaries.expectation import NotAsExpectedError
from canaries.items import put_items, remove_items
from canaries.patience import Patience
from canaries.report import Report, Result, Step
from canaries.ways import find_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from canaries.check import Check
    from canaries.context import Clock, Reply
    from canaries.definition import CheckDefinition, Definition
    from canaries.run import Run


@dataclass(kw_only=True)
class Probe:
    """See Context. `clients` gives a boto3 client by its service's name."""

    definition: Definition
    run: Run
    clients: Callable[[str], Any]
    clock: Clock
    reply: Reply | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def text(self, template: str) -> str:
        """See Context."""
        return self.run.fill(template)

    @property
    def payload(self) -> Any:
        """See Context."""
        return self.run.fill_all(json.loads(self.definition.payload))

    @property
    def left(self) -> float:
        """Seconds until the canary's own timeout."""
        return self.run.started + self.definition.timeout_seconds - self.clock.now()

    def perform(self, watch: Callable[[Step], None] = lambda _: None) -> Report:
        """Run all steps; `watch` sees each as it ends. Nothing that goes wrong inside is raised."""
        steps: list[Step] = []
        for step in self._steps():
            steps.append(step)
            watch(step)
        return Report(
            canary=self.definition.name,
            function=self.definition.function,
            run=self.run.id,
            trace_id=self.run.trace_id,
            moment=self.run.moment,
            milliseconds=(self.clock.now() - self.run.started) * 1000,
            steps=tuple(steps),
            links={name: self.text(link) for name, link in self.definition.links.items()},
        )

    def _steps(self) -> Iterator[Step]:
        definition, way = self.definition, find_way(self.definition.way)
        made = [(check, make_check(check.kind, check.settings)) for check in definition.checks]
        before: dict[int, Any] = {}

        def prepare() -> None:
            put_items(self)
            before.update({number: check.before(self) for number, (_, check) in enumerate(made)})

        def enter() -> None:
            self.reply = way.enter(self)

        step = self._step("prepare", prepare)
        yield step
        if step.result is Result.PASSED:
            step = self._step(definition.way, enter)
            yield step
        entered, patient = step.result is Result.PASSED, True
        for number, (asked, check) in enumerate(made):
            if entered:
                step = self._look(asked, check, before[number], patient=patient)
                patient = patient and step.result is Result.PASSED
            else:
                step = Step(name=asked.kind, result=Result.SKIPPED)
            yield step
        cleaners: list[Callable[[Probe], None]] = [way.clean, remove_items, *(check.clean for _, check in made)]
        yield self._step("clean up", lambda: self._clean(cleaners))

    def _look(self, asked: CheckDefinition, check: Check, before: Any, *, patient: bool) -> Step:
        """After a failure one look is enough: what still holds is worth knowing, but not worth waiting for."""
        seconds = min(asked.within_seconds, self.left) if patient and not check.ONCE else 0
        patience = Patience(self.clock, seconds)

        def look() -> None:
            found = patience.until(lambda: check.look(self, before))
            if not found.holds:
                raise NotAsExpectedError(found.expected, f"{found.got} (after {patience.waited:.0f} s)")

        return self._step(asked.kind, look)

    def _clean(self, cleaners: list[Callable[[Probe], None]]) -> None:
        """Every cleaner gets its chance; the first failure is told."""
        failures: list[Exception] = []
        for clean in cleaners:
            try:
                clean(self)
            except Exception as error:  # noqa: BLE001 - told below, once all had their turn
                failures.append(error)
        if failures:
            raise failures[0]

    def _step(self, name: str, work: Callable[[], None]) -> Step:
        began = self.clock.now()
        expected = got = ""
        try:
            work()
        except NotAsExpectedError as error:
            expected, got = error.expected, error.got
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what came instead
            expected, got = f"to {name}", f"{type(error).__name__}: {error}"
        result = Result.FAILED if expected else Result.PASSED
        took = (self.clock.now() - began) * 1000
        return Step(name=name, result=result, milliseconds=took, expected=expected, got=got[:2000])
