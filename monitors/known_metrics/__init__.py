"""The metrics that exist, one module a namespace: NAMESPACE, METRICS, and RENAMED where old names are still about.

From AWS's metric reference pages (each module names its own) as stored in August 2026, and for our own namespaces
from the code that emits them.
"""
