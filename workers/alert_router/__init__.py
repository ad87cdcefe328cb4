"""alertRouter: see README.md."""
