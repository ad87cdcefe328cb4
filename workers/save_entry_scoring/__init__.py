"""saveEntryScoring: see README.md."""
