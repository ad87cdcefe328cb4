"""The canaries themselves: a probe that fails, and one that is silent."""
