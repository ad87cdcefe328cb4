"""redriveDeadLetters: see README.md."""
