"""Looking into what runs: debugging commands, logs, invocations by hand. Reads the cloud through boto3 alone."""
