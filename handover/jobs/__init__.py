"""The jobs of an office, as plain functions. A flow wraps each of them; the command line calls the same at once."""
