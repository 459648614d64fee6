"""Prefect's part: when the jobs of ``handover.jobs`` run, how often they are tried, and what is seen of them.

Nothing else imports Prefect. A flow has no logic of its own, and the store, not Prefect, is what remembers:
whatever a run leaves unfinished, the next one finds.
"""
