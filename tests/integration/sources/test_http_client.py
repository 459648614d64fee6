"""Asking real servers: signing in, asking again, asking whether anything changed; and nothing secret is told."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SecretMissing, SourceError, SourceUnreachable
from handover.sources.fetch import fetch
from handover.sources.request import Content, Request
from handover.sources.web.http_client import HttpClient
from tests.asking import BASIC, Clock, a_request, left_in
from tests.servers import web
from tests.servers.web import Handler, Web

TABLE = b"Ref,Title\n1,Walk the site\n"
BEARER = {"token": "env:TOKEN"}
KEY_IN_HEADER = {"api_key": {"value": "env:KEY", "header": "X-Api-Key"}}
KEY_IN_ADDRESS = {"api_key": {"value": "env:KEY", "parameter": "api_key"}}


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does, no log has a secret."""
    caplog.set_level(logging.DEBUG)
    yield
    assert "hush" not in caplog.text


@pytest.fixture
def server() -> Iterator[Web]:
    with web.running({"/table.csv": web.content(TABLE)}) as one:
        yield one


@pytest.fixture
def other() -> Iterator[Web]:
    with web.running({"/table.csv": web.content(TABLE)}) as one:
        yield one


def fetched(request: Request) -> Content:
    (content,) = fetch(request)
    return content


def signed_in(folder: Path, location: str, sign_in: Any, **more: Any) -> Content:
    return fetched(a_request(folder, location, registered={"sign_in": sign_in}, **more))


def refused(request: Request) -> SourceError:
    """Why it could not be fetched; nothing secret is said, and nothing is left."""
    with pytest.raises(SourceError) as failed:
        fetch(request)
    assert "hush" not in str(failed.value.as_json())
    assert failed.value.what_to_do
    assert left_in(request.base) == []
    return failed.value


class TestSigningIn:
    WAYS = (
        pytest.param(BASIC, "/table.csv?a=b+c", "Authorization", "Basic YW5uOmh1c2g=", id="user and password"),
        pytest.param({"user": "env:KEY"}, "/table.csv?a=b+c", "Authorization", "Basic aHVzaCZrZXk6", id="a user alone"),
        pytest.param(BEARER, "/table.csv?a=b+c", "Authorization", "Bearer hush-token", id="a bearer token"),
        pytest.param(KEY_IN_HEADER, "/table.csv?a=b+c", "X-Api-Key", "hush&key", id="a key in a header"),
        pytest.param(KEY_IN_ADDRESS, "/table.csv?a=b+c&api_key=hush%26key", "Authorization", None, id="in the address"),
    )

    @pytest.mark.parametrize(("sign_in", "path", "header", "value"), WAYS)
    def test_each_way(
        self, tmp_path: Path, server: Web, sign_in: Any, path: str, header: str, value: str | None
    ) -> None:
        content = signed_in(tmp_path, server.url("/table.csv?a=b+c"), sign_in)
        assert (server.asked[-1].path, server.asked[-1].headers.get(header)) == (path, value)
        assert content.files[0].name == server.url("/table.csv?a=…")

    @pytest.mark.parametrize("sign_in", [BASIC, BEARER, KEY_IN_HEADER, KEY_IN_ADDRESS])
    def test_it_goes_along_to_the_same_place(self, tmp_path: Path, server: Web, sign_in: Any) -> None:
        server.answers["/moved"] = web.redirect("/table.csv?a=1")
        signed_in(tmp_path, server.url("/moved"), sign_in)
        assert "hush" in str(server.asked[-1]) or "aHVz" in str(server.asked[-1]) or "YW5u" in str(server.asked[-1])

    @pytest.mark.parametrize("sign_in", [BASIC, BEARER, KEY_IN_HEADER, KEY_IN_ADDRESS])
    @pytest.mark.parametrize("host", ["127.0.0.1", "office.example"])
    def test_it_does_not_go_elsewhere(self, tmp_path: Path, server: Web, other: Web, sign_in: Any, host: str) -> None:
        # A careless server repeats the whole address, with the key in it.
        def onwards(handler: Handler) -> None:
            web.redirect(other.url(handler.path.replace("moved", "table.csv"), host))(handler)

        server.answers["/moved"] = onwards
        content = signed_in(tmp_path, server.url("/moved?a=1"), sign_in)
        assert content.size == len(TABLE)
        (asked,) = other.asked
        assert asked.path == "/table.csv?a=1"
        assert not {"Authorization", "X-Api-Key"} & set(asked.headers)

    def test_who_is_redirected_to_may_ask_for_it_in_vain(self, tmp_path: Path, server: Web, other: Web) -> None:
        server.answers["/moved"] = web.redirect(other.url("/secret"))
        other.answers["/secret"] = web.status(401)
        error = refused(a_request(tmp_path, server.url("/moved"), registered={"sign_in": BASIC}))
        assert error.sentence == "127.0.0.1 asks for a sign-in (401), and is not the server that is registered."

    def test_nothing_of_an_address_that_it_redirects_to_signs_in(self, tmp_path: Path, server: Web, other: Web) -> None:
        server.answers["/moved"] = web.redirect(other.url("/table.csv").replace("//", "//eve:pw@"))
        fetched(a_request(tmp_path, server.url("/moved")))
        assert "Authorization" not in other.asked[-1].headers

    @pytest.mark.parametrize("sign_in", [BASIC, BEARER, KEY_IN_HEADER, KEY_IN_ADDRESS])
    def test_nothing_secret_is_sent_in_clear(self, tmp_path: Path, sign_in: Any) -> None:
        request = a_request(
            tmp_path, "http://records.example/a.csv", registered={"sign_in": sign_in}, resolve=lambda _host: ["8.8.8.8"]
        )
        error = refused(request)
        assert error.sentence == (
            "records.example would be signed in to over a connection that is not encrypted (http)."
        )

    @pytest.mark.parametrize("sign_in", [BASIC, BEARER, KEY_IN_HEADER, KEY_IN_ADDRESS])
    def test_what_knows_the_secret_does_not_show_it(self, tmp_path: Path, server: Web, sign_in: Any) -> None:
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": sign_in})
        with HttpClient(request, request.registration.location) as client:
            assert "hush" not in f"{request} {client} {vars(client)}"

    def test_a_secret_that_is_not_there(self, tmp_path: Path, server: Web) -> None:
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": {"token": "env:OTHER"}})
        with pytest.raises(SecretMissing, match=r"There is no secret env:OTHER\."):
            fetch(request)
        assert server.asked == []

    def test_a_secret_that_no_header_can_have(self, tmp_path: Path, server: Web) -> None:
        (tmp_path / "token").write_text("hush\nhush\n")
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": {"token": "file:token"}})
        assert refused(request).sentence == "The secret file:token has characters in it that no header can have."


def oauth2(server: Web, **more: Any) -> dict[str, Any]:
    declared = {"token_address": server.url("/token"), "client_id": "office", "client_secret": "env:CLIENT_SECRET"}
    return {"oauth2": {**declared, **more}}


def token(value: str, **more: Any) -> web.Answer:
    return web.content(json.dumps({"access_token": value, "token_type": "Bearer", **more}).encode(), "application/json")


def only_with(value: str) -> web.Answer:
    """What only who has this token is given."""

    def answer(handler: Handler) -> None:
        good = handler.headers["Authorization"] == f"Bearer {value}"
        (web.content(TABLE) if good else web.status(401))(handler)

    return answer


class TestTokens:
    def test_one_is_asked_for_and_sent(self, tmp_path: Path, server: Web, other: Web) -> None:
        other.answers["/token"] = token("hush-1")
        server.answers["/table.csv"] = only_with("hush-1")
        assert signed_in(tmp_path, server.url("/table.csv"), oauth2(other)).size == len(TABLE)
        (asked,) = other.asked
        assert (asked.method, asked.body) == ("POST", b"grant_type=client_credentials")
        assert asked.headers["Authorization"] == "Basic b2ZmaWNlOmh1c2grc2VjcmV0"  # office:hush+secret
        assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"

    def test_name_and_secret_can_stand_in_the_form(self, tmp_path: Path, server: Web) -> None:
        server.answers["/token"] = token("hush-1")
        server.answers["/table.csv"] = only_with("hush-1")
        signed_in(tmp_path, server.url("/table.csv"), oauth2(server, sent_as="form", scope="records.read"))
        asked = server.asked[0]
        assert asked.body == (
            b"grant_type=client_credentials&scope=records.read&client_id=office&client_secret=hush+secret"
        )
        assert "Authorization" not in asked.headers

    def test_it_is_asked_for_anew_where_it_is_over(self, tmp_path: Path, server: Web) -> None:
        server.answers["/token"] = web.in_turn(token("hush-1"), token("hush-2"))
        server.answers["/table.csv"] = only_with("hush-2")
        signed_in(tmp_path, server.url("/table.csv"), oauth2(server))
        assert [asked.path for asked in server.asked] == ["/token", "/table.csv", "/token", "/table.csv"]

    def test_but_only_once(self, tmp_path: Path, server: Web) -> None:
        server.answers["/token"] = token("hush-1")
        server.answers["/table.csv"] = web.status(401)
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": oauth2(server)})
        assert refused(request).sentence == "127.0.0.1 does not accept the sign-in (401)."
        assert len(server.asked) == 4

    NONE = (
        pytest.param(web.status(400, b'{"error": "invalid_client"}'), "gives no token (invalid_client).", id="refused"),
        pytest.param(web.status(401, b'{"error": "hush"}'), "gives no token, or none that", id="refused strangely"),
        pytest.param(
            web.status(400, b'{"error": ["invalid_client"]}'), "gives no token, or none that", id="a list of it"
        ),
        pytest.param(token(""), "gives no token, or none that can be used.", id="an empty one"),
        pytest.param(web.content(b"{}"), "gives no token, or none that can be used.", id="empty"),
        pytest.param(web.content(b"[]"), "gives no token, or none that can be used.", id="a list"),
        pytest.param(web.content(b"hush"), "gives no token, or none that can be used.", id="no JSON"),
        pytest.param(web.content(b"[" * 90_000), "gives no token, or none that can be used.", id="too deep"),
        pytest.param(token("a\nb"), "gives no token, or none that can be used.", id="with a line end"),
        pytest.param(token("hush", token_type="mac"), "gives no token, or none that can be used.", id="another kind"),
        pytest.param(web.status(404), "127.0.0.1 has nothing at that address (404).", id="404"),
        pytest.param(web.redirect("/elsewhere"), "did not give what was asked for (302).", id="redirected"),
        pytest.param(web.endless, "is larger than the 100 kB", id="endless"),
        pytest.param(web.hang_up, "broke off before its answer was complete.", id="hung up"),
    )

    @pytest.mark.parametrize(("answer", "sentence"), NONE)
    def test_none_is_given(self, tmp_path: Path, server: Web, answer: web.Answer, sentence: str) -> None:
        server.answers["/token"] = answer
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": oauth2(server)})
        error = refused(request)
        assert sentence in error.sentence
        assert error.where == server.url("/token")
        assert "/table.csv" not in [asked.path for asked in server.asked]

    def test_its_server_is_checked_like_any(self, tmp_path: Path, server: Web) -> None:
        sign_in = oauth2(server, token_address="https://10.1.2.3/token")
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": sign_in})
        assert "10.1.2.3 is a private address" in refused(request).sentence

    def test_its_server_is_asked_only_over_what_is_encrypted(self, tmp_path: Path, server: Web) -> None:
        sign_in = oauth2(server, token_address="http://login.example/token")
        request = a_request(tmp_path, server.url("/table.csv"), registered={"sign_in": sign_in})
        assert "login.example would be signed in to over a connection" in refused(request).sentence


class TestAskingAgain:
    PASSING = (
        pytest.param(web.status(429), id="429"),
        pytest.param(web.status(502), id="502"),
        pytest.param(web.status(503), id="503"),
        pytest.param(web.status(504), id="504"),
        pytest.param(web.hang_up, id="hung up"),
        pytest.param(web.cut_off(TABLE, 10_000), id="cut off"),
        pytest.param(web.gibberish, id="another protocol"),
    )

    @pytest.mark.parametrize("trouble", PASSING)
    def test_what_may_pass(self, tmp_path: Path, server: Web, trouble: web.Answer) -> None:
        server.answers["/table.csv"] = web.in_turn(trouble, trouble, web.content(TABLE))
        clock = Clock()
        content = fetched(a_request(tmp_path, server.url("/table.csv"), sleep=clock.sleep))
        assert content.size == len(TABLE)
        assert [0.5 <= clock.waits[0] <= 1, 1 <= clock.waits[1] <= 2] == [True, True]
        assert len(left_in(tmp_path)) == 1

    @pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 500, 501])
    def test_what_does_not(self, tmp_path: Path, server: Web, code: int) -> None:
        server.answers["/table.csv"] = web.status(code)
        refused(a_request(tmp_path, server.url("/table.csv")))
        assert len(server.asked) == 1

    def test_too_often_for_ever(self, tmp_path: Path, server: Web) -> None:
        server.answers["/table.csv"] = web.status(429)
        clock = Clock()
        error = refused(a_request(tmp_path, server.url("/table.csv"), sleep=clock.sleep, elapsed=clock.elapsed))
        assert error.sentence == "127.0.0.1 was asked too often (429)."
        assert (len(server.asked), len(clock.waits)) == (5, 4)

    @pytest.mark.parametrize("asked_for", ["90", "Wed, 04 Mar 2026 05:07:30 GMT"])
    def test_as_late_as_the_server_wants(self, tmp_path: Path, server: Web, asked_for: str) -> None:
        server.answers["/table.csv"] = web.in_turn(web.status(503, Retry_After=asked_for), web.content(TABLE))
        clock = Clock()
        fetched(a_request(tmp_path, server.url("/table.csv"), sleep=clock.sleep, elapsed=clock.elapsed))
        assert clock.waits == [90]

    WANTED = (
        (429, "127.0.0.1 was asked too often (429), and wants to be left alone for 7,200 seconds."),
        (503, "127.0.0.1 is in trouble (503), and wants to be left alone for 7,200 seconds."),
    )

    @pytest.mark.parametrize(("code", "sentence"), WANTED)
    def test_not_where_that_is_too_late(self, tmp_path: Path, server: Web, code: int, sentence: str) -> None:
        server.answers["/table.csv"] = web.status(code, Retry_After="7200")
        clock = Clock()
        error = refused(a_request(tmp_path, server.url("/table.csv"), sleep=clock.sleep, elapsed=clock.elapsed))
        assert (error.sentence, len(server.asked), clock.waits) == (sentence, 1, [])

    def test_not_longer_than_fetching_may_take(self, tmp_path: Path, server: Web) -> None:
        server.answers["/table.csv"] = web.status(503)
        clock = Clock()
        limits = {"longest_fetch": 2.5}
        refused(a_request(tmp_path, server.url("/table.csv"), limits=limits, sleep=clock.sleep, elapsed=clock.elapsed))
        assert sum(clock.waits) < 2.5
        assert len(server.asked) < 5


CHANGED = "Tue, 03 Mar 2026 10:00:00 GMT"
ON = datetime(2026, 3, 3, 10, tzinfo=UTC)


class TestWhetherAnythingChanged:
    TOLD = (
        pytest.param({}, {}, None, id="nothing"),
        pytest.param({"ETag": '"7"'}, {"etag": '"7"'}, None, id="a tag"),
        pytest.param({"ETag": 'W/"7"'}, {"etag": 'W/"7"'}, None, id="a weak tag"),
        pytest.param({"Last_Modified": CHANGED}, {"last-modified": CHANGED}, ON, id="a date"),
        pytest.param({"Last_Modified": "yesterday"}, {"last-modified": "yesterday"}, None, id="a date that is none"),
        pytest.param(
            {"ETag": '"7"', "Last_Modified": CHANGED}, {"etag": '"7"', "last-modified": CHANGED}, ON, id="both"
        ),
        pytest.param({"ETag": '"\xe9"'}, {}, None, id="a tag that cannot be sent back"),
        pytest.param({"ETag": f'"{"7" * 2000}"'}, {}, None, id="a tag without end"),
    )

    @pytest.mark.parametrize(("headers", "validators", "dated"), TOLD)
    def test_what_the_server_tells_is_remembered(
        self, tmp_path: Path, server: Web, headers: dict[str, str], validators: dict[str, str], dated: datetime | None
    ) -> None:
        server.answers["/table.csv"] = web.content(TABLE, **headers)
        content = fetched(a_request(tmp_path, server.url("/table.csv")))
        assert (content.validators, content.dated, content.files[0].dated) == (validators, dated, dated)
        assert not {"If-None-Match", "If-Modified-Since"} & set(server.asked[-1].headers)

    def test_it_is_asked_for_what_is_not_so(self, tmp_path: Path, server: Web) -> None:
        server.answers["/table.csv"] = web.status(304, b"")
        validators = {"etag": '"7"', "last-modified": CHANGED, "ctag": "of something else"}
        content = fetched(a_request(tmp_path, server.url("/table.csv"), validators=validators))
        assert content == Content((), dated=ON, validators=validators, not_modified=True)
        asked = server.asked[-1].headers
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"7"', CHANGED)
        assert left_in(tmp_path) == []

    def test_what_changed_comes(self, tmp_path: Path, server: Web) -> None:
        server.answers["/table.csv"] = web.content(TABLE, ETag='"8"')
        request = a_request(tmp_path, server.url("/table.csv"))
        content = fetched(replace(request, validators={"etag": '"7"'}))
        assert (content.validators, content.size) == ({"etag": '"8"'}, len(TABLE))

    def test_an_answer_to_what_was_not_asked(self, tmp_path: Path, server: Web) -> None:
        server.answers["/table.csv"] = web.status(304, b"")
        error = refused(a_request(tmp_path, server.url("/table.csv")))
        assert isinstance(error, SourceUnreachable)
        assert error.sentence == "127.0.0.1 says that nothing changed, and was not asked that (304)."
