"""What the on-call engineer asks and does: how things stand, what to silence, what happened, where to look."""
