"""The service as a whole: composites, account-wide rules, shared queries."""
