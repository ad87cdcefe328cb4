"""The signs of the on-call screens, each with its style; a word always stands beside."""

from __future__ import annotations

from watchbill.oncall.standing import Mood

MOODS = {
    Mood.FIRING: ("▲", "bold red"),
    Mood.RECOVERING: ("△", "yellow"),
    Mood.NO_DATA: ("?", "dim"),
    Mood.OK: ("✓", "green"),
}
GOOD, BAD, CARE, QUIET = ("✓", "green"), ("✗", "bold red"), ("!", "yellow"), ("–", "dim")
