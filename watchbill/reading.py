"""Reads a spec from disk: the only place that does."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitors.model.errors import ProblemsError, WatchbillError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.plan import Plan
    from monitors.model.problem import Problem
    from monitors.spec.bundle import Bundle
    from monitors.spec.document import SpecDocument


class UnreadableError(WatchbillError):
    """A file of the spec cannot be read."""


def read_bundle(path: Path | str) -> Bundle:
    """The files of a spec: the main one and each monitors.yaml beside a handler, by name relative to its folder.

    Raises UnreadableError where the main file does not exist or is no UTF-8 text.
    """
    main = Path(path)
    text = _read(main)  # before the imports below, which a wrong path need not wait for

    from monitors.catalogue import load_catalogue
    from monitors.load import find_worker_files
    from monitors.spec.bundle import Bundle
    from monitors.spec.companion import event_file

    bundle = Bundle(main.name, text)
    for name in find_worker_files(bundle, load_catalogue()):
        companion, event = main.parent / name, event_file(name)
        if companion.is_file():
            bundle.add(name, _read(companion))
        if (main.parent / event).is_file():
            bundle.attach(event, _read(main.parent / event))
    return bundle


def read_spec(path: Path | str, environment: str | None) -> SpecDocument:
    """The spec for one environment. Raises SpecError with every problem, UnreadableError."""
    from monitors.catalogue import load_catalogue
    from monitors.load import load_bundle

    bundle = read_bundle(path)
    with _excerpts(path, bundle):
        return load_bundle(bundle, environment, load_catalogue())


def read_plan(path: Path | str, environment: str | None) -> Plan:
    """The plan for one environment. Raises SpecError, PlanError, UnreadableError."""
    from monitors.catalogue import load_catalogue
    from monitors.load import load_bundle
    from monitors.plan import build_plan

    bundle = read_bundle(path)
    with _excerpts(path, bundle):
        return build_plan(load_bundle(bundle, environment, load_catalogue()), load_catalogue())


@contextmanager
def _excerpts(path: Path | str, bundle: Bundle) -> Iterator[None]:
    """Let problems that leave here take the texts along that they speak of."""
    try:
        yield
    except ProblemsError as error:
        error.texts, error.folder = bundle.texts, Path(path).parent
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with a spec; the plans of the environments where nothing is."""

    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    plans: tuple[Plan, ...]


def check_spec(path: Path | str, environment: str | None) -> Checked:
    """Load and plan one environment, or every one of the spec. Raises UnreadableError."""
    from monitors.catalogue import load_catalogue
    from monitors.load import in_order, load_bundle
    from monitors.plan import build_plan

    bundle = read_bundle(path)
    problems: list[Problem] = []
    plans: list[Plan] = []
    names: list[str | None] = [environment] if environment else [*bundle.environments] or [None]
    for name in names:
        try:
            plans.append(build_plan(load_bundle(bundle, name, load_catalogue()), load_catalogue()))
        except ProblemsError as error:
            problems += error.problems
    return Checked(problems=tuple(in_order(problems, bundle.main)), texts=bundle.texts, plans=tuple(plans))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnreadableError(f"{path}: there is no such file; `watchbill init` writes a spec to start from") from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from None
