"""S3 buckets that files arrive in."""
