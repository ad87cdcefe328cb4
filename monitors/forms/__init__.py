"""Alarm forms that several rules share: each is a Tuning with its bounds, and the conditions made from it.

What a form must get right on CloudWatch (sparse series, late points, sliding windows) is decided here once.
"""
