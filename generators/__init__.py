"""HOW a plan becomes artefacts: one folder an artefact kind, each a pure Plan → artefacts."""
