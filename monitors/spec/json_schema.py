"""The JSON Schema that editors read a spec with: the document's, made of the head's and the kinds' models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from monitors.spec.head import Head
from monitors.spec.layers import OVERLAY_MAY_NOT
from monitors.spec.structure import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from monitors.spec.model import ResourceSpec

Json = dict[str, Any]
REF = "#/$defs/"
PARTIAL = "Partial"


class _Generator(GenerateJsonSchema):
    """Titles as people write them: `Memory size mb`, not `Memory Size Mb`."""

    def get_title_from_name(self, name: str) -> str:
        return name.replace("_", " ").capitalize()

    def sort(self, value: Any, parent_key: str | None = None) -> Any:
        """Keep the order of the models: completion lists keys as people write them."""
        return value


def document_schema(models: Mapping[str, type[ResourceSpec]]) -> Json:
    """The schema of a whole spec. `models` are those of all kinds, with `rules`, by kind."""
    sections = {name: model for name, model in models.items() if model.SECTION}
    refs, definitions = _definitions([Head, *models.values()])
    head = definitions.pop("Head")
    head["properties"] |= {
        str(model.SECTION): _map(f"{model.TITLE}s by name", refs[model], f"Every {model.TITLE} by its key.")
        for model in sections.values()
    }
    _add_examples([head, definitions])
    _add_partials(definitions)
    head["properties"]["defaults"] = _defaults(models, refs, definitions)
    overlay = _overlay(head["properties"])
    definitions["Environment"] = overlay
    head["properties"]["environments"] = {
        "title": "Environments",
        "description": "What differs in each environment: a patch of this document, but for version and service.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[a-z][a-z0-9-]{0,15}$"},
        "additionalProperties": {"anyOf": [{"$ref": f"{REF}Environment"}, {"type": "null"}]},
        "examples": [{"qa1": {}, "prd1": {}}],
    }
    head["required"] = [*head["required"], "environments"]
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **head,
        "title": "Watchbill spec",
        "description": "What runs, who owns it, who is told.",
    }
    document["$defs"] = _reachable(document, definitions)
    return document


def _reachable(document: Json, definitions: Json) -> Json:
    """Only the definitions that something refers to."""
    found: set[str] = set()
    waiting = _references(document)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= _references(definitions[name])
    return {name: definitions[name] for name in sorted(found)}


def _references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(_references, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].removeprefix(REF)} if isinstance(schema.get("$ref"), str) else set()
    return own.union(*map(_references, schema.values()))


def _definitions(models: Iterable[type[BaseModel]]) -> tuple[dict[type[BaseModel], str], Json]:
    found = list(models)
    refs, schema = models_json_schema([(model, "validation") for model in found], schema_generator=_Generator)
    return {model: refs[model, "validation"]["$ref"] for model in found}, schema["$defs"]


def _map(title: str, ref: str, description: str) -> Json:
    """A mapping of names to entries; an entry with nothing to say may be empty."""
    return {
        "title": title,
        "description": description,
        "type": "object",
        "additionalProperties": {"anyOf": [{"$ref": ref}, {"type": "null"}]},
        "examples": [{"my-name": {}}],
    }


def _add_partials(definitions: Json) -> None:
    """Beside each definition one that requires nothing: what `defaults` and `environments` say is completed later."""
    for name, definition in list(definitions.items()):
        if "properties" in definition:
            definitions[name + PARTIAL] = _partial(definition)


def _partial(schema: Any) -> Any:
    """Without `required`, and with references to partial definitions, but in lists: a list replaces as a whole."""
    if isinstance(schema, list):
        return [_partial(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "oneOf" in schema and "discriminator" in schema:
        return {"title": schema.get("title", ""), "type": "object"}
    return {
        key: value if key == "items" else f"{value}{PARTIAL}" if _is_model(key, value) else _partial(value)
        for key, value in schema.items()
        if key not in ("required", "minItems", "minProperties", "default")
    }


def _is_model(key: str, value: Any) -> bool:
    return key == "$ref" and isinstance(value, str) and not value.endswith((PARTIAL, "/Priority", "/Severity"))


def _defaults(models: Mapping[str, type[ResourceSpec]], refs: Mapping[type[BaseModel], str], definitions: Json) -> Json:
    kinds: Json = {}
    rules: Json = {}
    shared = definitions[refs[next(iter(models.values()))].removeprefix(REF) + PARTIAL]["properties"]
    for kind, model in models.items():
        name = refs[model].removeprefix(REF) + PARTIAL
        tunings = definitions[name]["properties"]["rules"]["$ref"]
        if model.SECTION is None:
            definitions[name] = {**definitions[name], "properties": {"rules": definitions[name]["properties"]["rules"]}}
        inner = definitions[tunings.removeprefix(REF)]["properties"]
        kinds[kind] = {
            "$ref": REF + name,
            "title": model.TITLE,
            "description": f"What holds for every {model.TITLE}.",
            "examples": [{"rules": {symptom: {"priority": "low"} for symptom in list(inner)[:1]}}],
        }
        rules |= {f"{kind}.{symptom}": tuning for symptom, tuning in inner.items()}
    everywhere: Json = {name: shared[name] for name in EVERYWHERE}
    off = {"enabled": False, "reason": "another team watches this"}
    everywhere["rules"] = _closed("Rules", "Any rule, by its full id.", rules, {next(iter(rules)): off})
    return _closed(
        "Defaults",
        "What holds unless a resource says otherwise: for all kinds, then by kind.",
        {"all": _closed("All kinds", "What holds for every resource.", everywhere, {"critical": True}), **kinds},
        {"all": {"critical": True}},
    )


def _closed(title: str, description: str, properties: Json, example: Json) -> Json:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "examples": [example],
    }


def _overlay(properties: Json) -> Json:
    patched = {key: _partial(value) for key, value in properties.items() if key not in OVERLAY_MAY_NOT}
    return _closed("Environment", "A patch of the document for one environment.", patched, {"region": "us-west-2"})


def _add_examples(schema: Any) -> None:
    """An example for each property: what its model says, or its default, or one of its choices."""
    if isinstance(schema, list):
        for item in schema:
            _add_examples(item)
    elif isinstance(schema, dict):
        properties = schema.get("properties", {})
        for name, field in properties.items() if isinstance(schema.get("type"), str) else ():
            field.setdefault("title", name.replace("_", " ").capitalize())
            if "examples" not in field and (example := _example(field)) is not None:
                field["examples"] = [example]
        for value in schema.values():
            _add_examples(value)


def _example(field: Json) -> Any:
    if field.get("default") is not None and field.get("default") != "":
        return field["default"]
    for choice in (field, *field.get("anyOf", ())):
        if "const" in choice:
            return choice["const"]
        if "enum" in choice:
            return choice["enum"][0]
        if choice.get("type") in ("object", "array") or "$ref" in choice:
            return [] if choice.get("type") == "array" else {}
    return None
