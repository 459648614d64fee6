"""Transitions: what makes a handover due, the steps it goes through, and what is remembered of each."""
