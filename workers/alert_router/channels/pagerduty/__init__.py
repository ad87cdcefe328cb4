"""PagerDuty: one alert an incident by Events API v2, deployments as change events."""
