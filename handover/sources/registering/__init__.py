"""What an office declares of a source, and what is wrong with it."""
