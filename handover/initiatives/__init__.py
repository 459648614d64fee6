"""Initiatives: what they are called, which records are theirs, and who decided so."""
