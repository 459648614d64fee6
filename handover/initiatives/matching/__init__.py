"""Which initiative a name means that nobody has seen before: how like it is to those that are known, and why."""
