"""Texts of a spec → SpecDocument, or every problem of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.checks import check_names
from monitors.model.errors import SpecError
from monitors.schema import build_schema
from monitors.spec.bundle import Bundle
from monitors.spec.companion import companion_files, event_file
from monitors.spec.document import SpecDocument
from monitors.spec.draft import Draft, make_draft
from monitors.spec.flaw import locate
from monitors.spec.layers import make_sheet
from monitors.spec.secret import find_secrets, redact
from monitors.spec.structure import check_environments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitors.catalogue import Catalogue
    from monitors.model.problem import Problem
    from monitors.model.source import Source
    from monitors.spec.schema import Schema
    from monitors.spec.tree import Node


def load_spec(files: Mapping[str, str], *, main: str, environment: str | None, catalogue: Catalogue) -> SpecDocument:
    """The spec for one environment. `files` maps names relative to the spec's folder to texts; `main` is one of them.

    Raises SpecError with every problem, in the order of the files.
    """
    bundle = Bundle(main, files[main])
    for name, text in files.items():
        bundle.add(name, text)
    return load_bundle(bundle, environment, catalogue)


def load_bundle(bundle: Bundle, environment: str | None, catalogue: Catalogue) -> SpecDocument:
    """As load_spec, of texts that are parsed already."""
    schema = build_schema(catalogue)
    found, secrets = find_secrets(bundle)
    problems = [*bundle.problems, *found]
    if bundle.tree is None:
        raise _refusal(bundle, problems, secrets)
    draft = make_draft(make_sheet(bundle.tree, environment, _companions(bundle, schema), schema), environment or "")
    unreadable = {problem.source for problem in bundle.problems}
    meant = (*check_environments(bundle.tree, environment), *draft.problems, *_across(draft))
    problems += (problem for problem in meant if problem.source not in unreadable)
    if problems or draft.head is None or environment is None:
        raise _refusal(bundle, problems, secrets)
    return SpecDocument(
        head=draft.head,
        environment=environment,
        resources=draft.resources,
        derived_rules=draft.derived_rules,
        places=draft.places,
        file=bundle.main,
        digest=bundle.digest,
        events=_events(bundle, schema),
    )


def find_worker_files(bundle: Bundle, catalogue: Catalogue) -> tuple[str, ...]:
    """Every monitors.yaml that the main file's handlers could bring along, relative to its folder, sorted."""
    return tuple(sorted(set(companion_files(bundle.tree, build_schema(catalogue)).values()))) if bundle.tree else ()


def _across(draft: Draft) -> Iterator[Problem]:
    """What only shows when resources are looked at together. Those that are not valid yet are left out."""
    for kind in draft.sheet.schema.kinds.values():
        for flaw in kind.check(draft.resources) if kind.check is not None else ():
            yield locate(flaw, draft.root)
    yield from check_names(draft)


def _companions(bundle: Bundle, schema: Schema) -> dict[str, Node]:
    files = companion_files(bundle.tree, schema) if bundle.tree is not None else {}
    return {key: bundle.trees[file] for key, file in files.items() if file in bundle.trees}


def _events(bundle: Bundle, schema: Schema) -> dict[str, str]:
    """Key of each function → its event.json's text, where there is one."""
    files = companion_files(bundle.tree, schema) if bundle.tree is not None else {}
    named = {key: event_file(file) for key, file in files.items()}
    return {key: bundle.events[file] for key, file in named.items() if file in bundle.events}


def _refusal(bundle: Bundle, problems: Iterable[Problem], secrets: Sequence[str]) -> SpecError:
    return SpecError(in_order((redact(problem, secrets) for problem in problems), bundle.main))


def in_order(problems: Iterable[Problem], main: str) -> list[Problem]:
    """The main file first, each from top to bottom; what is wrong in one place of `defaults` is said once."""
    unique: dict[tuple[str, Source, str], Problem] = {}
    for problem in problems:
        unique.setdefault((problem.code, problem.source, problem.message), problem)
    return sorted(unique.values(), key=lambda p: (p.source.file != main, p.source, p.code, p.message))
