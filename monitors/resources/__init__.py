"""One folder a resource kind, found by walking, never listed.

A kind is: spec.py (`Spec`), metrics.py, rules/<symptom>.py (one `Rule` each), and where they make sense widgets.py
(`charts`), queries.py (`queries`), commands.py (`commands`), derive.py (`derive`, for kinds without a section).
"""
