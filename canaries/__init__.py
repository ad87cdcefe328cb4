"""The canary runner: what a run puts in, what must then be true, how it is reported. Standard library and boto3."""
