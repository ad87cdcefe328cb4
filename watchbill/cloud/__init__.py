"""What needs AWS: plan, deploy and destroy. One code path for AWS and the embedded cloud, `endpoint_url` apart."""
