"""One folder a Lambda function, each with the monitors that watch it."""
