"""The vocabulary: frozen, with no behaviour but its own arithmetic. Kinds and generators meet only here."""
