"""People: who is the same person across sources and over time, which posts they held, and all that they touch.

``names``       when two spellings can be one person's
``sameness``    the one rule of what is the same person; pure
``recognised``  giving the contacts of a gathering their people, at the cost of what changed
``found``       the person that somebody means, by name, address or number
``decided``     people said to be one, or said to be two; questions; with history
``posts``       ``posts_of(connection, person_id)`` and ``holders_of(connection, source_id, key)``
``touching``    ``touched_by(connection, person_id)``
``named``       where other records than contacts name people

What other rooms may count on::

    found.find(connection, asked: str) -> Person             # UnknownPerson, AmbiguousPerson
    found.find_all(connection, asked: Iterable[str])         # the same of many, at the cost of one
    posts.posts_of(connection, person_id: int) -> tuple[Holding, ...]
    posts.holders_of(connection, source_id: int, key: str) -> tuple[Sitting, ...]
    touching.touched_by(connection, person_id: int) -> Touched
    touching.touched_by_all(connection, people: Iterable[Person]) -> dict[int, Touched]

``Touched.posts`` are the person's ``Holding``s; ``Touched.initiatives`` one entry an initiative, each with how it is
touched (``contact``, ``status-owner``, ``action-owner``, ``action-inheritor``, ``lesson-recorder``) and the rows that
say so.
"""
