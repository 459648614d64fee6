"""A relay on loopback in front of a real server: it passes everything on until it is told to break off or go silent."""

import math
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_PIECE: Final = 1 << 16

# Connects to the server behind the relay.
Connect = Callable[[], socket.socket]


class Relay:
    """``port`` is where it listens. ``passed`` is how many bytes the server has sent through it."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.passed = 0
        self._sockets: list[socket.socket] = []
        self._break_off_after = self._silent_after = math.inf
        self._open = threading.Event()
        self._open.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def break_off_after(self, sent: int) -> None:
        """Close every connection once the server has sent this many bytes more."""
        self._break_off_after = self.passed + sent

    def go_silent(self) -> None:
        """Keep connections, and pass nothing more in either direction."""
        self._open.clear()

    def go_silent_after(self, sent: int) -> None:
        """Go silent once the server has sent this many bytes more, with the piece in which they are."""
        self._silent_after = self.passed + sent

    def close(self) -> None:
        self._open.set()
        self._listening.close()
        self._close_all()

    def _close_all(self) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = self._connect()
            self._sockets += [near, far]
            threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, from_server: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                self._open.wait()
                if from_server:
                    self.passed += len(piece)
                    if self.passed > self._break_off_after:
                        self._close_all()
                        return
                target.sendall(piece)
                if self.passed >= self._silent_after:
                    self.go_silent()
            target.shutdown(socket.SHUT_WR)


@contextmanager
def running(connect: Connect) -> Iterator[Relay]:
    relay = Relay(connect)
    try:
        yield relay
    finally:
        relay.close()
