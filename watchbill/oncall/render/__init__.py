"""The on-call commands as text for a terminal, and as JSON."""
