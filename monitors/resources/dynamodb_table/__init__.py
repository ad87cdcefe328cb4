"""DynamoDB tables, their indexes and streams."""
