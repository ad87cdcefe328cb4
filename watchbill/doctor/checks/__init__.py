"""One check a module, found by walking. Its docstring's first line is its title; `examine(patient)` yields findings.

A check reads, and never tries something out by writing: a probe that goes wrong would break what it looks at. It
yields nothing where there is nothing to look at. botocore's errors may pass: the examination turns them into words.
"""
