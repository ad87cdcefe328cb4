"""Slack: one message an incident, kept current; what happens later in its thread."""
