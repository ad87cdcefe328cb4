"""The command, and all that needs the outside world. Composition root: wires the rest."""

__version__ = "0.1.0"
