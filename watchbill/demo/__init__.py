"""The demo: the real spec on the embedded cloud, from nothing to deployed, changed, failed, rolled back and gone."""
