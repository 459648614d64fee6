"""Gathering sources: fetched at once, taken one after the other."""
