"""A fictional county's records, as real offices keep them, and the story that a demonstration tells with them.

Fallowshire, its councils, hospitals, people and figures are invented. Addresses are at example.org (RFC 2606), and
telephone numbers are in the ranges that Ofcom keeps for fiction (01632 960xxx and 020 7946 0xxx).
"""
