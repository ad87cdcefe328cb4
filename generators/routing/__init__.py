"""How alerts leave CloudWatch: the foundation every other stack publishes to."""
