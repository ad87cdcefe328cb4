"""Stand-ins for services that are not AWS: stateful, on loopback, and as strict as their documentation."""
