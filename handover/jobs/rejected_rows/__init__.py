"""Rows that could not become records, and what a person does about them."""
