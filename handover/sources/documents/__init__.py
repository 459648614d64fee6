"""What Markdown files and IATI activities are made of."""
