"""Dashboards drawn as one HTML page with our own SVG: no account, no JavaScript library, nothing fetched."""
