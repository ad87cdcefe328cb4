"""Benchmarks: ratios measured in one run, printed as tables. Never timed tests. `make bench` runs all of them."""
