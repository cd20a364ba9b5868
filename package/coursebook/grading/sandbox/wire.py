"""Frames on a stream socket: kind, number, length, bytes. Read with a deadline and a bound, and without any parser.

What arrives may come from a hostile process, so nothing here looks into the bytes.
"""

from __future__ import annotations

import select
import socket
import struct
import time

_HEAD = struct.Struct("<BII")
# Kinds. The child to the worker:
LAYERS, START, TEXT, ERRORS, RESULT, PICTURE, FAILURE, END, READY, BROKEN = range(1, 11)
# The checker to the child, and back:
GET, CALL, VALUE, REFUSED = range(20, 24)
# The checker to the worker:
BLAME, MARKS = range(30, 32)


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """Nothing whole arrived before the deadline."""


class Violation(Exception):
    """What arrived is no frame of an allowed size."""


def pack(kind: int, number: int = 0, body: bytes = b"") -> bytes:
    """One frame as bytes, for senders that join several: every send wakes the other side."""
    return _HEAD.pack(kind, number, len(body)) + body


def send(sock: socket.socket, kind: int, number: int = 0, body: bytes = b"") -> None:
    """Send one frame. Raises :class:`Closed`."""
    post(sock, pack(kind, number, body))


def post(sock: socket.socket, frames: bytes) -> None:
    """Send packed frames. Raises :class:`Closed`."""
    try:
        sock.sendall(frames)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed from error


class Reader:
    """Frames of one socket, each at most ``largest`` bytes."""

    def __init__(self, sock: socket.socket, largest: int):
        self._sock, self._largest, self._held = sock, largest, bytearray()
        # poll, since a process that grades thousands may hold descriptors above select's limit
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def frame(self, deadline: float) -> tuple[int, int, bytes]:
        """The next frame's kind, number and body; ``deadline`` in the time of :func:`time.monotonic`.

        Raises:
            Closed, Late, Violation: see there.
        """
        self._fill(_HEAD.size, deadline)
        kind, number, length = _HEAD.unpack_from(self._held)
        if length > self._largest:
            raise Violation(f"a frame of {length} bytes")
        self._fill(_HEAD.size + length, deadline)
        body = bytes(self._held[_HEAD.size : _HEAD.size + length])
        del self._held[: _HEAD.size + length]
        return kind, number, body

    def _fill(self, size: int, deadline: float) -> None:
        while len(self._held) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise Late
            try:
                piece = self._sock.recv(max(65536, size - len(self._held)))
            except ConnectionResetError as error:
                raise Closed from error
            if not piece:
                raise Closed
            self._held += piece
