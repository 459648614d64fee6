"""Editions: what one audience may see of a dossier. Every one is made from the sealed model by declared rules."""
