"""The outputs of a submission's cells, as they arrive from a process that may send anything."""

from __future__ import annotations

import base64
import re
import struct
from typing import Any

from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import CellRun, Job

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 20_000_000
# Where an object lies in memory differs from run to run, and says nothing to a reader.
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
_MOST_OUTPUTS = 5000
_SPACES = {ord(one): " " for one in "\u00a0\u2009\u202f"}
_STREAMS = {wire.TEXT: "stdout", wire.ERRORS: "stderr"}


class Collected:
    """Outputs by cell. A later attempt at a cell replaces an earlier one."""

    def __init__(self, job: Job):
        self._limits = job.limits
        self._outputs: dict[str, list[dict[str, Any]]] = {}
        self._errors: dict[str, str] = {}
        self._seconds: dict[str, float] = {}

    def begin(self, cell: str) -> None:
        """A cell starts."""
        self._outputs[cell] = []
        self._errors.pop(cell, None)

    def add(self, cell: str, kind: int, body: bytes) -> None:
        """One frame. Raises :class:`coursebook.grading.sandbox.wire.Violation` if it is of no known kind."""
        outputs = self._outputs[cell]
        if len(outputs) > _MOST_OUTPUTS:
            raise wire.Violation
        if kind == wire.PICTURE:
            if is_png(body):
                outputs.append(_display({"image/png": base64.b64encode(body).decode(), "text/plain": "[a figure]"}))
            return
        text = _clean(body)
        if kind in _STREAMS:
            # A list, joined in the end: a stream may come in a hundred thousand pieces.
            if outputs and outputs[-1].get("name") == _STREAMS[kind]:
                outputs[-1]["text"].append(text)
            else:
                outputs.append({"output_type": "stream", "name": _STREAMS[kind], "text": [text]})
        elif kind == wire.RESULT:
            outputs.append(_display({"text/plain": text}))
        elif kind == wire.FAILURE:
            *places, said = text.rstrip("\n").rsplit("\n", 1)
            name, _, value = said.partition(": ")
            trace = [line for part in (*places, said) for line in part.split("\n")]
            outputs.append({"output_type": "error", "ename": name[:100], "evalue": value, "traceback": trace})
            self._errors[cell] = said
        elif kind == wire.END:
            try:
                self._seconds[cell] = max(0.0, float(body[:40]))
            except ValueError:
                raise wire.Violation from None
        else:
            raise wire.Violation

    def seconds(self, name: str) -> float:
        """What a cell took by the clock, as far as it has ended."""
        return self._seconds.get(name, 0.0)

    def why(self, name: str) -> str:
        """The text of the error that ended a cell."""
        return self._errors.get(name, "").partition(": ")[2]

    def is_interrupted(self, name: str) -> bool:
        """Whether a cell was stopped for its time."""
        return self._errors.get(name, "").startswith(("Stopped: ", "Waited: "))

    def waited(self, name: str) -> bool:
        """Whether that was by the clock."""
        return self._errors.get(name, "").startswith("Waited: ")

    def cell(self, name: str, dropped: str | None) -> CellRun:
        """What is known of a cell."""
        outputs, error = tuple(map(_whole, self._outputs.get(name, ()))), self._errors.get(name)
        return CellRun(name, outputs, error, self._seconds.get(name, 0.0), dropped)


def is_png(data: bytes) -> bool:
    """Whether these bytes are a PNG file of a size that a browser can show."""
    if not data.startswith(_SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 33:
        return False
    width, height = struct.unpack(">II", data[16:24])
    return 0 < width * height <= _MOST_PIXELS


def _clean(body: bytes) -> str:
    text = _ADDRESS.sub("0x…", body.decode("utf-8", "replace"))
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(one for one in text.translate(_SPACES) if one.isprintable() or one in "\n\t")


def _whole(output: dict[str, Any]) -> dict[str, Any]:
    return output | {"text": "".join(output["text"])} if "text" in output else output


def _display(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}
