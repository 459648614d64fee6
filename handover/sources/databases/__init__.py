"""Databases, by a query that only reads."""
