"""Asking a server for one source: over checked connections, signed in, not too often, and again where that helps."""

import random
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx

from handover.sources.contents import too_large
from handover.sources.request import Request
from handover.sources.web import http_failures
from handover.sources.web.addresses import allowed_addresses, spoken_address
from handover.sources.web.connections import CheckedTransport, Deadline, DeadlinePassed
from handover.sources.web.http_failures import NETWORK_ERRORS, Failure, network_failure, status_failure
from handover.sources.web.http_sign_in import Unsigned, http_sign_in
from handover.sources.web.retrying import MOST_ATTEMPTS, retry_after, seconds_before

MOST_REDIRECTS: Final = 5
OK: Final = frozenset({200, 203, 204})

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Compressed answers would make the fingerprint depend on how the server felt that day.
_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "handover"}
_LARGEST_TOKEN: Final = 100_000  # bytes of an answer with a token in it

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """What a server is asked. ``name`` is what sentences call it, since the address itself may have a key in it.

    ``accepted`` are the statuses of an answer that has what was asked for. ``signed`` says whether the source's
    sign-in and headers go with it where it is asked at the source's own place, and ``redirects`` how many are followed.
    """

    url: httpx.URL
    name: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    accepted: frozenset[int] = OK
    signed: bool = True
    redirects: int = MOST_REDIRECTS


class _Refused(Exception):
    """An answer without what was asked for."""

    def __init__(self, failure: Failure, status: int, asked_for: float | None) -> None:
        self.failure = failure
        self.status = status
        self.asked_for = asked_for


class HttpClient:
    """Asks for what lies at and below ``address``, the place of one source; leaving it closes its connections.

    All of it together may take as long as ``limits.longest_fetch``. What signs in goes to the address's own scheme,
    host and port and nowhere else. At most ``per_second`` questions are asked a second.
    """

    def __init__(self, request: Request, address: str, *, per_second: float | None = None) -> None:
        limits, name, declared = request.limits, spoken_address(address), request.registration.sign_in
        self._request = request
        self._deadline = Deadline(limits.longest_fetch, request.elapsed)
        self._pause = 1 / per_second if per_second else 0.0
        self._next = request.elapsed()
        self._home = origin(parsed(address, name))
        self._headers = request.registration.headers or {}
        self._sign_in: Unsigned = http_sign_in(declared, request.secrets, self._post)

        def addresses_of(host: str) -> list[str]:
            return allowed_addresses(host, resolve=request.resolve, allow_hosts=limits.allow_hosts, name=name)

        tls = request.tls or ssl.create_default_context()
        self._transport = CheckedTransport(addresses_of, self._deadline, tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def ask(self, question: Question, take: Callable[[httpx.Response], T]) -> T:
        """What ``take`` makes of the answer, whose body it reads; it is called again where an answer breaks off.

        ``answer.request.url`` is where the answer came from. Raises SourceUnreachable, SourceUnreadable,
        SecretMissing, and whatever ``take`` raises.
        """
        for attempt in range(1, MOST_ATTEMPTS + 1):
            status, asked_for = 0, None
            try:
                return self._asked_once(question, take)
            except NETWORK_ERRORS as error:
                failure = network_failure(error, question.name, self._request.limits, too_late=self._deadline.passed)
            except _Refused as refused:
                failure, status, asked_for = refused.failure, refused.status, refused.asked_for
            if not failure.may_pass or attempt == MOST_ATTEMPTS:
                break
            seconds = seconds_before(attempt, asked_for, share=random.random())  # noqa: S311 - nothing secret
            if not self._deadline.allows(seconds):
                if asked_for is not None:
                    raise http_failures.too_long_a_wait(status, question.url.host, question.name, asked_for)
                break
            self._request.sleep(seconds)
        raise failure.error

    def _asked_once(self, question: Question, take: Callable[[httpx.Response], T]) -> T:
        url, redirects, renewed = question.url, 0, False
        while True:
            with self._answered(question, url) as answer:
                status = answer.status_code
                if status in _REDIRECTS and "location" in answer.headers and question.redirects:
                    redirects += 1
                    url = redirected(url, answer.headers["location"], question.name)
                elif status in question.accepted:
                    return take(answer)
                elif status == 401 and self._goes_along(question, url) and not renewed and self._sign_in.renew():
                    renewed = True
                else:
                    raise self._refused(question, url, answer)
            if redirects > question.redirects:
                raise http_failures.redirects_too_often(question.name, question.redirects)

    @contextmanager
    def _answered(self, question: Question, url: httpx.URL) -> Iterator[httpx.Response]:
        headers = httpx.Headers({**_HEADERS, **question.headers})
        to = self._sign_in.unsigned(url)
        if self._goes_along(question, url):
            headers.update(self._headers)
            if self._sign_in.secret:
                self._check_encrypted(url, question.name)
            to = self._sign_in.signed(url, headers)
        self._take_turn()
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._request.limits.timeout)
        # Not by httpx's client, which writes whole addresses into the log.
        request = httpx.Request(
            question.method, to, headers=headers, content=question.body, extensions={"timeout": timeouts}
        )
        answer = self._transport.handle_request(request)
        answer.request = httpx.Request(question.method, url)
        try:
            yield answer
        finally:
            answer.close()

    def _goes_along(self, question: Question, url: httpx.URL) -> bool:
        return question.signed and origin(url) == self._home

    def _refused(self, question: Question, url: httpx.URL, answer: httpx.Response) -> _Refused:
        status = answer.status_code
        elsewhere = self._sign_in.secret and question.signed and origin(url) != self._home
        signed_in = None if elsewhere else self._sign_in.secret and question.signed
        failure = status_failure(status, url.host, question.name, signed_in=signed_in)
        return _Refused(failure, status, retry_after(answer.headers.get("retry-after"), self._request.now()))

    def _take_turn(self) -> None:
        """Wait until the next question may be asked."""
        seconds = self._next - self._request.elapsed()
        if seconds > 0:
            if not self._deadline.allows(seconds):
                raise DeadlinePassed
            self._request.sleep(seconds)
        self._next = max(self._next, self._request.elapsed()) + self._pause

    def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> bytes:
        name = spoken_address(address)
        url = parsed(address, name)
        self._check_encrypted(url, name)
        # A refusal is said in the body (RFC 6749, section 5.2). A redirect would carry the secret elsewhere.
        question = Question(url, name, "POST", headers, body, accepted=OK | {400, 401}, signed=False, redirects=0)
        return self.ask(question, lambda answer: body_of(answer, name, most=_LARGEST_TOKEN))

    def _check_encrypted(self, url: httpx.URL, name: str) -> None:
        allowed = {host.casefold() for host in self._request.limits.allow_hosts}
        if url.scheme != "https" and url.host.casefold() not in allowed:
            raise http_failures.signs_in_in_clear(url.host, name)


def body_of(answer: httpx.Response, name: str, *, most: int, what_to_do: str | None = None) -> bytes:
    """All of an answer's body. Raises SourceUnreadable once it has more than ``most`` bytes, with ``what_to_do``."""
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > most:
            raise too_large(name, most, what_to_do)
    return bytes(body)


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """What an address must have in common with another to be at the same place: scheme, host and port."""
    return url.scheme, url.host, url.port


def parsed(address: str, name: str) -> httpx.URL:
    """An address in its parts. Raises SourceUnreachable, which calls it ``name``."""
    try:
        url = httpx.URL(address)
        _ = url.host  # which is decoded only now, and may be no name of a host (RFC 5891)
    except (httpx.InvalidURL, ValueError):
        raise http_failures.no_address(name) from None
    return url


def redirected(url: httpx.URL, to: str, name: str) -> httpx.URL:
    """Where an answer of ``url`` leads that redirects to ``to``. Raises SourceUnreachable."""
    try:
        target = url.join(to)
        host = target.host
    except (httpx.InvalidURL, ValueError):
        raise http_failures.redirects_nowhere(name) from None
    if target.scheme not in ("http", "https") or not host:
        raise http_failures.redirects_nowhere(name)
    if url.scheme == "https" and target.scheme == "http":
        raise http_failures.redirects_in_clear(name)
    return target.copy_with(userinfo=b"")
