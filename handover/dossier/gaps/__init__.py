"""Gaps: what a dossier should have and has not, or cannot rely on; each named in words, by a declared table."""

from handover.dossier.gaps.table import GAP_CODES, GAP_RULES, find_gaps

__all__ = ["GAP_CODES", "GAP_RULES", "find_gaps"]
