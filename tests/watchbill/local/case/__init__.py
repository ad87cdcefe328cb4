"""Two states of every resource type and what its own service says of each; one file a service."""
