"""Inside the child: what a cell prints, shows and draws, sent out in frames and bounded."""

from __future__ import annotations

import io
import socket
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import Limits

CUT = "\n[… the rest of this output was left out: it is too long]\n".encode()
_BUFFER = 8192
_PIECE = 64  # what a piece counts besides its length, so that there are not too many


class Outlet:
    """The way out for outputs; counts them and cuts what is too much."""

    def __init__(self, sock: socket.socket | None, limits: Limits):
        self._sock, self._limits = sock, limits
        self._cell, self._left = 0, limits.output
        self._pictures = limits.pictures
        self._cell_left, self._held, self._stream = 0, [], wire.TEXT
        self._size = 0
        self._unsent = b""  # the end of a cell waits for the start of the next

    def begin(self, cell: int) -> None:
        """A cell starts."""
        self._cell, self._cell_left = cell, min(self._limits.cell_output, self._left)
        self._post(wire.pack(wire.START, cell))

    def end(self, seconds: float) -> None:
        """A cell has ended."""
        self._unsent += self._packed() + wire.pack(wire.END, self._cell, repr(seconds).encode())

    def ready(self) -> None:
        """All cells have run."""
        self._post(wire.pack(wire.READY))

    def close(self) -> None:
        """From now on nothing goes out: nobody listens any more."""
        self._cell_left, self._pictures = -1, 0

    def text(self, kind: int, text: str) -> None:
        """Text of stdout, stderr, a result or an error."""
        if self._cell_left < 0:
            return
        if kind != self._stream or kind not in (wire.TEXT, wire.ERRORS):
            self.flush()
            self._stream = kind
        piece = text.encode("utf-8", "replace")
        counts = len(piece) + (0 if kind in (wire.TEXT, wire.ERRORS) else _PIECE)
        if counts > self._cell_left:
            piece = piece[: self._cell_left] + CUT
            self._cell_left = -1
        else:
            self._cell_left -= counts
        self._left -= len(piece)
        self._held.append(piece)
        self._size += len(piece)
        if self._size > _BUFFER or kind not in (wire.TEXT, wire.ERRORS):
            self.flush()

    def picture(self, png: bytes) -> None:
        """A drawn figure."""
        self.flush()
        if self._pictures > 0 and len(png) <= self._left:
            self._pictures -= 1
            self._left -= len(png)
            self._post(wire.pack(wire.PICTURE, self._cell, png))
        else:
            self.text(wire.TEXT, "[a picture was left out: there are too many, or it is too large]\n")

    def flush(self) -> None:
        """Send what is held back."""
        self._post(self._packed())

    def _packed(self) -> bytes:
        if not self._held:
            return b""
        held, self._held, self._size = b"".join(self._held), [], 0
        return wire.pack(self._stream, self._cell, held)

    def _post(self, frames: bytes) -> None:
        if self._unsent or frames:
            unsent, self._unsent = self._unsent + frames, b""
            wire.post(self._sock, unsent)


class Stream(io.TextIOBase):
    """Stands for stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, outlet: Outlet, kind: int):
        self._outlet, self._kind = outlet, kind

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Print."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outlet.text(self._kind, text)
        return len(text)


class Publisher(DisplayPublisher):
    """What display() and figures come to: text, and PNG if it was asked for."""

    outlet: Outlet

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        """Show one thing in the formats that feedback pages and formgrader can show safely."""
        show(self.outlet, data)

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is taken back."""


class Hook(DisplayHook):
    """What the last expression of a cell comes to."""

    outlet: Outlet

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        """Whether a result is not to be shown; IPython tokenises each cell to learn it, which one without a semicolon never asks."""
        return ";" in expression and bool(DisplayHook.semicolon_at_end_of_expression(expression))

    def write_output_prompt(self) -> None:
        """There is none."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Show the result."""
        show(self.outlet, format_dict)

    def finish_displayhook(self) -> None:
        """Nothing is left to do."""


def show(outlet: Outlet, data: dict[str, Any]) -> None:
    """Send the richest format that is allowed out."""
    if isinstance(data.get("image/png"), bytes):
        outlet.picture(data["image/png"])
    elif isinstance(data.get("text/plain"), str):
        outlet.text(wire.RESULT, data["text/plain"])
