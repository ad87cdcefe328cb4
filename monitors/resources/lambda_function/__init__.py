"""Lambda functions: the eight workers, and anybody's."""
