"""docs/config.schema.json as text."""

from __future__ import annotations

import json


def schema_text() -> str:
    """The JSON Schema of a spec with the catalogue as it is, ready to be written to a file."""
    from monitors.catalogue import load_catalogue
    from monitors.schema import build_json_schema

    return json.dumps(build_json_schema(load_catalogue()), indent=2, ensure_ascii=False) + "\n"
