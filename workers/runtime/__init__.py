"""What the workers share: settings, logs, metrics, traces, clients, batches, files and the score record."""
