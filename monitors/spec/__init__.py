"""The spec: YAML files → typed, frozen models. Every problem is reported at once, with its place."""
