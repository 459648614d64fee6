"""Registered sources: what they are, how they are fetched and read, and what their columns become."""
