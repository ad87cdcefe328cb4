"""Functions → zips: what a handler imports and nothing else, the same bytes whenever the same goes in."""
