"""HTTP APIs in front of functions."""
