"""A source for each way of signing in, each at a real server that lets in whoever has its secret and nobody else."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import psycopg

from tests.planted import Planted
from tests.servers import carddav, relay, s3, slapd, ssh, web, webdav
from tests.servers.postgres import Postgres
from tests.servers.slapd import Directory
from tests.servers.web import Answer, Handler, Web

LESSONS: Final = [
    {"Ref": f"L{number}", "Programme": "Harbour Bridge", "Title": f"Lesson {number}", "Recorded": "2024"}
    for number in range(1, 21)
]
TABLE: Final = "\n".join(
    [
        "Ref,Programme,Title,Recorded",
        *(",".join(one.values()) for one in LESSONS),
        "L0,Harbour Bridge,Count,31/02/2024\n",
    ]
)
_LESSON: Final = {
    "records": "lesson",
    "key": "Ref",
    "map": {"initiative": "Programme", "title": "Title", "recorded_on": "Recorded"},
}
_CARD: Final = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Ada Lim\r\nEMAIL:ada@example.org\r\nEND:VCARD\r\n"
_READER: Final = f"cn=reader,{slapd.SUFFIX}"
_TOKEN: Final = "/token"

# The sources at the web server whose manners can be changed.
AT_THE_WEB: Final = ("basic", "bearer", "header", "parameter", "oauth2")
# What is secret in each source, by its name.
SECRETS: Final = {
    name: Planted(name) for name in (*AT_THE_WEB, "sql", "sftp", "sftp-key", "s3", "webdav", "carddav", "ldap")
}
_GIVEN: Final = Planted("the token that the server gives")


@dataclass(frozen=True)
class Sources:
    """The registrations, by name; ``web`` is the server whose manners can be changed, ``authority`` whom to trust."""

    registrations: Mapping[str, Any]
    web: Web
    authority: Path

    def as_yaml(self) -> str:
        """A sources.yaml: JSON is a part of YAML."""
        return json.dumps({"sources": self.registrations}, indent=1)


@contextmanager
def sources(folder: Path, postgresql: Postgres, references: Mapping[str, str]) -> Iterator[Sources]:
    """Start the servers, with what is theirs in ``folder``; they are stopped at the end.

    ``references`` says where the secret of each source is found.
    """
    (folder / "lessons.csv").write_text(TABLE)
    with ExitStack() as stack:
        site = stack.enter_context(web.running(_answers()))
        directory = stack.enter_context(slapd.running(_entries(), host="127.0.0.1"))
        directory.authority.cert_pem.write_to_path(folder / "authority.pem")
        registrations = {
            **_at_the_web(site, references),
            **_over_ssh(stack, folder, references),
            **_in_stores(stack, folder, references),
            **_of_people(stack, directory, references),
            "sql": {
                "kind": "sql",
                "location": stack.enter_context(_database(postgresql)),
                "query": 'SELECT "Ref", "Programme", "Title", "Recorded" FROM lessons',
                "sign_in": {"user": "planted", "password": references["sql"]},
                **_LESSON,
            },
        }
        titled = {name: {"title": name, **one} for name, one in registrations.items()}
        yield Sources(titled, site, folder / "authority.pem")


def _at_the_web(site: Web, references: Mapping[str, str]) -> dict[str, Any]:
    asked_for_first = {
        "token_address": site.url(_TOKEN),
        "client_id": "office",
        "client_secret": references["oauth2"],
        "sent_as": "form",
    }
    sign_ins: dict[str, Any] = {
        "basic": {"user": "ann", "password": references["basic"]},
        "bearer": {"token": references["bearer"]},
        "header": {"api_key": {"header": "X-Key", "value": references["header"]}},
        "parameter": {"api_key": {"parameter": "k", "value": references["parameter"]}},
        "oauth2": {"oauth2": asked_for_first},
    }
    kinds = {"basic": "csv", "bearer": "csv"}
    return {
        name: {"kind": kinds.get(name, "api"), "location": site.url(f"/{name}"), "sign_in": sign_in, **_LESSON}
        for name, sign_in in sign_ins.items()
    }


def _over_ssh(stack: ExitStack, folder: Path, references: Mapping[str, str]) -> dict[str, Any]:
    by_password = stack.enter_context(ssh.by_password(folder / "ssh", "ann", SECRETS["sftp"].secret))
    by_key = stack.enter_context(ssh.running(folder / "ssh-key"))
    protect = ["ssh-keygen", "-q", "-p", "-P", "", "-N", SECRETS["sftp-key"].secret, "-f", by_key.private_key]
    subprocess.run(protect, check=True, stdout=subprocess.DEVNULL)
    known = folder / "known"
    known.write_text(by_password.known_as() + by_key.known_as())
    with_key = {"private_key": f"file:{by_key.private_key}", "passphrase": references["sftp-key"]}
    return {
        name: {
            "location": f"sftp://127.0.0.1:{server.port}{folder}/lessons.csv",
            "sign_in": {"user": server.user, "known_hosts": str(known), **signs_in},
            **_LESSON,
        }
        for name, server, signs_in in (
            ("sftp", by_password, {"password": references["sftp"]}),
            ("sftp-key", by_key, with_key),
        )
    }


def _in_stores(stack: ExitStack, folder: Path, references: Mapping[str, str]) -> dict[str, Any]:
    bucket = stack.enter_context(s3.running(folder / "s3", key="key", secret=SECRETS["s3"].secret))
    bucket.put("office", "lessons.csv", TABLE.encode())
    files = stack.enter_context(webdav.running(folder, user="ann", password=SECRETS["webdav"].secret))
    return {
        "s3": {
            "location": "s3://office/lessons.csv",
            "endpoint": bucket.endpoint,
            "sign_in": {"user": "key", "password": references["s3"]},
            **_LESSON,
        },
        "webdav": {
            "location": files.url("/lessons.csv"),
            "sign_in": {"user": "ann", "password": references["webdav"]},
            **_LESSON,
        },
    }


def _of_people(stack: ExitStack, directory: Directory, references: Mapping[str, str]) -> dict[str, Any]:
    books = stack.enter_context(carddav.running(SECRETS["carddav"].secret))
    books.make("/ann/team/", "Team")
    books.put("/ann/team/1.vcf", _CARD)
    initiative = {"initiative": {"constant": "Harbour Bridge"}}
    return {
        "carddav": {
            "kind": "carddav",
            "location": books.url("/ann/team/"),
            "sign_in": {"user": carddav.USER, "password": references["carddav"]},
            "records": "contact",
            "map": {**initiative, "name": "FN", "emails": "EMAIL"},
        },
        "ldap": {
            "kind": "ldap",
            "location": f"ldap://127.0.0.1:{directory.port}",
            "search": {"base": slapd.SUFFIX, "filter": "(objectClass=person)"},
            "sign_in": {"user": _READER, "password": references["ldap"]},
            "records": "contact",
            "map": {**initiative, "name": "cn"},
        },
    }


def _answers() -> dict[str, Answer]:
    table, lessons = web.content(TABLE.encode()), json.dumps({"results": LESSONS}).encode()
    return {
        "/basic": to_whom(lambda asked: asked.headers["Authorization"] == _basic(), table),
        "/bearer": to_whom(lambda asked: asked.headers["Authorization"] == f"Bearer {SECRETS['bearer'].secret}", table),
        "/header": to_whom(
            lambda asked: asked.headers["X-Key"] == SECRETS["header"].secret, web.content(lessons, "application/json")
        ),
        "/parameter": to_whom(lambda asked: asked.parameters.get("k") == SECRETS["parameter"].secret, _pages),
        "/oauth2": to_whom(
            lambda asked: asked.headers["Authorization"] == f"Bearer {_GIVEN.secret}",
            web.content(lessons, "application/json"),
        ),
        _TOKEN: to_whom(
            lambda asked: _form(asked).get("client_secret") == SECRETS["oauth2"].secret,
            web.content(json.dumps({"access_token": _GIVEN.secret, "token_type": "Bearer"}).encode()),
        ),
    }


def to_whom(has_it: Callable[[Handler], bool], answer: Answer) -> Answer:
    """The answer for whoever sent the secret; for others a refusal that repeats all that was sent."""

    def guarded(handler: Handler) -> None:
        (answer if has_it(handler) else repeating(401))(handler)

    return guarded


def repeating(code: int, kind: str = "text/html", before: str = "", **headers: str) -> Answer:
    """An answer with all that was sent in its body, and in place of ``{}`` in its headers."""

    def answer(handler: Handler) -> None:
        sent = what_was_sent(handler)
        shown = {name: value.format("".join(sent.split())) for name, value in headers.items()}
        web.status(code, f"{before}{sent}".encode(), Content_Type=kind, **shown)(handler)

    return answer


def what_was_sent(handler: Handler) -> str:
    """The address, the headers and the body that a server was sent."""
    asked = handler.web.asked[-1]
    return f"{asked.path} {asked.headers} {asked.body.decode()}"


def _pages(handler: Handler) -> None:
    """A first page that leads to the second with the whole address that was asked for, key and all, in the link."""
    second = "page=2" in handler.path
    found: dict[str, Any] = {"results": LESSONS[10:] if second else LESSONS[:10]}
    if not second:
        found["next"] = f"{handler.web.url(handler.path)}&page=2"
    web.content(json.dumps(found).encode(), "application/json")(handler)


def _basic() -> str:
    return "Basic " + b64encode(f"ann:{SECRETS['basic'].secret}".encode()).decode()


def _form(asked: Handler) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(asked.web.asked[-1].body.decode()).items()}


def _entries() -> str:
    return (
        f"dn: {slapd.SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
        f"dn: {_READER}\nobjectClass: person\ncn: reader\nsn: Reader\nuserPassword: {SECRETS['ldap'].secret}\n"
    )


@contextmanager
def _database(postgresql: Postgres) -> Iterator[str]:
    """The address of a database with the lessons in it, over TCP, for whoever signs in as ann."""
    postgresql.add_user("planted", SECRETS["sql"].secret)
    with postgresql.database() as url, relay.running(postgresql.line) as passing:
        with psycopg.connect(url, autocommit=True) as owner:
            columns = ", ".join(f'"{name}" text' for name in LESSONS[0])
            owner.execute(f"CREATE TABLE lessons ({columns}); GRANT SELECT ON lessons TO planted".encode())
            for one in LESSONS:
                owner.execute("INSERT INTO lessons VALUES (%s, %s, %s, %s)", tuple(one.values()))
        yield f"postgresql://127.0.0.1:{passing.port}/{url.rpartition('/')[2].partition('?')[0]}"
