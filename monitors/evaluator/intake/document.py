"""A text of unknown form → its value."""

from __future__ import annotations

from monitors.evaluator.intake.json_text import load_json
from monitors.evaluator.intake.located import UnreadableError
from monitors.evaluator.intake.yaml_text import load_yaml
from monitors.model.source import Source


def load(text: str, file: str) -> object:
    """The document's value; every mapping is a Located. JSON is read as JSON: YAML takes no tabs in it.

    Raises UnreadableError with the place.
    """
    try:
        return (load_json if text.lstrip().startswith(("{", "[")) else load_yaml)(text, file)
    except RecursionError:
        raise UnreadableError("nested too deeply", Source(file, 1)) from None
    except ValueError as error:
        raise UnreadableError(str(error), Source(file, 1)) from None
