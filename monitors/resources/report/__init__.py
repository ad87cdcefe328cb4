"""The weekly report watched: one that was not sent must be missed."""
