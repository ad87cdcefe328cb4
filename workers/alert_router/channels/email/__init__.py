"""Mail by SES: one thread an incident."""
