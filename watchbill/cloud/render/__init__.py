"""Plans and progress as people and machines read them: text, Markdown, JSON, a live table."""
