"""Dossiers for tests: of a fictional county's programme, richly filled, very big, hostile, and empty.

``a_dossier(**changes)`` takes any field of the model; nothing in here is true of any real place or person.
"""
