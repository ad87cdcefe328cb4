"""Canaries from a terminal or a pipeline: the very probes that the runner runs, sent from here."""
