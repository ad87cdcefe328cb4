"""A second opinion: our templates on an emulator that we did not write (`make ministack`)."""
