"""loadScoresToStream: see README.md."""
