"""Speed and memory against their limits, each beside a bare loop that is timed in the same run: ``make bench``."""
