"""Staff moves: somebody leaves, goes to another post or arrives, with who comes in their place at each initiative.

``staff_move``  one move at one initiative, whole or of one post; pure
``recording``   ``record(office, connection, move, asked)`` and ``record_all``, in a transaction of the caller's
``planning``    from all that a person touches to the moves that it takes; pure
``moves``       ``leave`` and ``arrive``, as somebody asks for them
"""
