"""saveFanlistScores: see README.md."""
