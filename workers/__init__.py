"""Lambda handlers, each bundled with the monitors that watch it."""
