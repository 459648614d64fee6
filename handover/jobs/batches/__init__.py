"""A change of government as one list: moves, closures, renamings and starts, recorded, followed and withdrawn as one.

``rows``         a CSV as rows, and what is wrong with them; pure
``named``        what the names in the rows mean, all looked up at once
``running``      ``run`` and ``check``: all of a list is recorded, or nothing
``following``    how a batch stands, and which posts nobody took
``taking_back``  ``withdraw``: all of it, as one
"""
