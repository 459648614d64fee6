"""Delivery: recipients, the messages that bring them a sealed dossier, and what they accept."""
