"""What an incident is: the one rule that generation and Lambda share. Standard library only, imports nothing here."""
