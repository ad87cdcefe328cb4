"""The frame of a spec: environments, overlays, defaults and the templates of names."""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING

from monitors.names import PLACEHOLDERS
from monitors.spec.layers import FOR_ALL, OVERLAY_MAY_NOT, without
from monitors.spec.model import KEY_PATTERN
from monitors.spec.suggest import suggest
from monitors.spec.tuning import Tunings
from monitors.spec.validation import partial_problems, place, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.problem import Problem
    from monitors.spec.layers import Sheet
    from monitors.spec.schema import KindSchema, Schema
    from monitors.spec.tree import Node

ENVIRONMENT = re.compile(r"[a-z][a-z0-9-]{0,15}")
EVERYWHERE = (*FOR_ALL, "rules")
"""What `defaults.all` may hold; rules stand there by full id."""
NOT_IN_COMPANION = ("name", "handler")


def check_environments(root: Node, chosen: str | None) -> Iterator[Problem]:
    """`environments` lists them, each a patch of the document, and the chosen one is among them."""
    section = root.child("environments")
    if section is None or section.mapping is None or not section.mapping:
        where = section or root
        message = "`environments` is missing" if section is None else "`environments` names no environment"
        yield place("missing-key", message, where, ("environments",), help="add e.g. `environments: {qa1: {}}`")
        return
    for name, overlay in section.mapping.items():
        path = ("environments", name)
        if not ENVIRONMENT.fullmatch(name):
            message = f"`{name}` is no environment's name: small letters, digits and -, at most 16"
            yield place("invalid-key", message, overlay, path, help="it becomes part of every name", on_key=True)
        if overlay.mapping is None:
            yield place("wrong-type", f"`{name}` must be a mapping", overlay, path, help="what differs there, or `{}`")
        for key in OVERLAY_MAY_NOT:
            child = overlay.child(key)
            if child is not None:
                yield place(
                    "overlay-forbids", f"an environment cannot change `{key}`", child, (*path, key), on_key=True
                )
    known = ", ".join(section.mapping)
    if not chosen:
        yield place("environment-missing", "no environment was chosen", section, ("environments",), on_key=True,
                    help=f"pass --env or set CONFIG_ENV to one of: {known}")  # fmt: skip
    elif chosen not in section.mapping:
        yield place("environment-unknown", f"`{chosen}` is not among the environments", section, ("environments",),
                    help=suggest(chosen, section.mapping), on_key=True)  # fmt: skip


def check_lookalikes(sheet: Sheet) -> Iterator[Problem]:
    """A resource that only an overlay has, with a name that is almost one of the document's, is a slip."""
    for section in sheet.schema.sections if sheet.overlay is not None else ():
        base, overlay = sheet.base.child(section), sheet.overlay.child(section) if sheet.overlay else None
        known = (base.mapping or {}) if base is not None else {}
        for name, child in (overlay.mapping or {}).items() if overlay is not None else ():
            if name not in known and (twin := _twin(name, known)):
                message = f"`{name}` is new in this environment and almost `{twin}`"
                yield place("overlay-lookalike", message, child, (section, name), on_key=True,
                            help=f"write `{twin}`, or choose a name that cannot be mistaken for it")  # fmt: skip


def _twin(name: str, known: Mapping[str, Node]) -> str | None:
    advice = suggest(name, known)
    twin = advice.removeprefix("did you mean `").removesuffix("`?") if advice.startswith("did you") else ""
    return twin if re.sub(r"\D", "", twin) == re.sub(r"\D", "", name) and twin else None


def check_defaults(sheet: Sheet) -> Iterator[Problem]:
    """`defaults` holds `all` and kinds; what they say is valid even where no resource uses it."""
    defaults = sheet.patched.child("defaults")
    if defaults is None:
        return
    if defaults.mapping is None:
        yield place("wrong-type", "`defaults` must be a mapping", defaults, ("defaults",), help="begin with a kind")
        return
    kinds = sheet.schema.kinds
    for name, child in defaults.mapping.items():
        path = ("defaults", name)
        if child.mapping is None:
            yield place("wrong-type", f"`{name}` must be a mapping", child, path)
        elif name == "all":
            yield from _check_all(child, sheet.schema)
        elif name not in kinds:
            by_section = sheet.schema.sections.get(name)
            found = unknown_key(child, path, ["all", *kinds], what="kind")
            yield found if by_section is None else replace(found, help=f"did you mean `{by_section.name}`?")
    for kind in kinds.values():
        layer = sheet.defaults(kind)
        if layer is not None:
            yield from _check_kind(layer, kind)


def _check_all(everywhere: Node, schema: Schema) -> Iterator[Problem]:
    for key, child in (everywhere.mapping or {}).items():
        if key not in EVERYWHERE:
            yield unknown_key(child, ("defaults", "all", key), EVERYWHERE)
    rules = everywhere.child("rules")
    known = schema.rule_ids
    for rule, child in (rules.mapping or {}).items() if rules is not None else ():
        if rule not in known:
            yield unknown_key(child, ("defaults", "all", "rules", rule), known, code="unknown-rule", what="rule")


def _check_kind(layer: Node, kind: KindSchema) -> Iterator[Problem]:
    path = ("defaults", kind.name)
    if kind.section is not None:
        problems: list[Problem] = []
        Tunings(kind, problems).of(layer.child("rules"), (*path, "rules"))
        yield from problems
        yield from partial_problems(kind.model, without(layer, ("rules",)), path)
        return
    for key, child in (layer.mapping or {}).items():
        if key != "rules":
            yield unknown_key(child, (*path, key), ("rules",))


def check_keys(sheet: Sheet) -> Iterator[Problem]:
    """Keys of resources become logical ids and parts of names."""
    for section in sheet.schema.sections:
        node = sheet.patched.child(section)
        for key, child in (node.mapping or {}).items() if node is not None else ():
            if not re.fullmatch(KEY_PATTERN, key):
                message = (
                    f"`{key}` is no key for a resource: a letter, then at most 63 letters, digits, - and _ (ASCII)"
                )
                yield place("invalid-key", message, child, (section, key), on_key=True,
                            help="AWS takes no other characters everywhere")  # fmt: skip


def check_companions(sheet: Sheet) -> Iterator[Problem]:
    """monitors.yaml says what belongs to the function, not where it is."""
    for key, companion in sheet.companions.items():
        for name in NOT_IN_COMPANION:
            child = companion.child(name)
            if child is not None:
                yield place("not-in-monitors-yaml", f"`{name}` belongs into the spec, not into monitors.yaml", child,
                            ("functions", key, name),
                    help="move it to the function's entry in the spec", on_key=True)  # fmt: skip


def check_templates(sheet: Sheet) -> Iterator[Problem]:
    """`names` has a template a kind, made of known placeholders."""
    names = sheet.patched.child("names")
    kinds = sheet.schema.kinds
    for kind, template in (names.mapping or {}).items() if names is not None else ():
        path = ("names", kind)
        if kind not in kinds:
            yield unknown_key(template, path, kinds, what="kind")
        elif isinstance(template.value, str):
            yield from _check_template(template.value, template, path)
            if template.value == kinds[kind].model.NAME_TEMPLATE:
                yield place(
                    "override-changes-nothing", "this template is the default", template, path, help="remove it"
                )


def _check_template(text: str, template: Node, path: tuple[str, ...]) -> Iterator[Problem]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        yield place(
            "name-template", f"this is no template: {error}", template, path, help="write e.g. {product}-{name}"
        )
        return
    for _, field, form, conversion in parts:
        if field is not None and (field not in PLACEHOLDERS or form or conversion):
            said = f"{{{field}{'!' + conversion if conversion else ''}{':' + form if form else ''}}}"
            yield place("name-template", f"unknown placeholder {said}", template, path,
                        help=suggest(field, PLACEHOLDERS))  # fmt: skip
    if not any(field in ("name", "key") for _, field, _, _ in parts):
        yield place("name-template", "every resource would have the same name", template, path,
                    help="put {name} or {key} into it")  # fmt: skip
