"""loadScoresToDynamoDB: see README.md."""
