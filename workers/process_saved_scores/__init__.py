"""processSavedScores: see README.md."""
