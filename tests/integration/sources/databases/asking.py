"""Asking a database in tests: what is asked, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.sources.request import Request
from handover.sources.rows import RawRow
from tests.asking import a_request
from tests.servers.relay import Relay

MAP = {"initiative": "programme", "title": "title", "recorded_on": "raised"}


@dataclass
class Database:
    """A database with lessons, and the relay through which it is reached; ``do`` asks it as its owner."""

    relay: Relay
    owner: "psycopg.Connection[Any]"

    @property
    def location(self) -> str:
        return f"postgresql://office.example:{self.relay.port}/{self.owner.info.dbname}"

    def do(self, statement: str) -> list[Any]:
        cursor = self.owner.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def asking(folder: Path, location: str, query: str, *, sign_in: Any = None, **more: Any) -> Request:
    registered = {"kind": "sql", "query": query, "key": "id", "map": MAP, **({"sign_in": sign_in} if sign_in else {})}
    return a_request(folder, location, registered=registered, **more)


Ask = Callable[..., Request]


def rows(request: Request) -> list[RawRow]:
    (content,) = fetch(request)
    return list(read(content.files[0], request.registration).rows)


def cells(request: Request) -> list[Any]:
    return [row.cells for row in rows(request)]
