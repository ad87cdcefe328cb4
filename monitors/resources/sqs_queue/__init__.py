"""SQS queues and their dead-letter queues."""
