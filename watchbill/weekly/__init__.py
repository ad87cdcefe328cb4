"""The weekly report outside Lambda: of an account, of the embedded cloud, or of an invented week."""
