"""Mail by any SMTP server, always over TLS: for those without SES."""
