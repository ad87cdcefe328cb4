"""verdictReporter: see README.md."""
