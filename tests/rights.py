"""Tests of what may not be read, whoever runs them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_NOBODY = 65534


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Without the rights of root, who may read everything; anybody else is left who they are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
