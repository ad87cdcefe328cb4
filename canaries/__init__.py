"""The canary runner and one probe a function: payload, checks, clean-up."""
