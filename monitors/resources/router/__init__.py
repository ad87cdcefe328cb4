"""The alert router watched by a path that avoids it."""
