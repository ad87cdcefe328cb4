"""One check a file, named after its kind. See docs/adding-a-check.md."""
