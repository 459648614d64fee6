"""Noticing transitions in what was gathered, and deciding about what was noticed."""
