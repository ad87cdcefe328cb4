"""`watchbill test`: finds test files, resolves what they name, runs them, and tells what came out."""
