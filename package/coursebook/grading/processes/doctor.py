"""What this machine offers for isolating submissions."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from coursebook.faults import InputError
from coursebook.grading.sandbox.confine import LAYERS


@dataclass(frozen=True)
class Layer:
    """One layer of isolation: whether a submission gets it here, and if not, why."""

    name: str
    does: str
    available: bool
    reason: str = ""

    def __str__(self) -> str:
        return f"{'yes' if self.available else 'NO '}  {self.name}: {self.does}" + (f" ({self.reason})" if self.reason else "")


def doctor() -> list[Layer]:
    """Every layer, found out by isolating an empty submission for real."""
    if sys.platform != "linux":
        return [Layer(name, does, False, "it needs Linux") for name, does in LAYERS.items()]
    from coursebook.grading.processes.worker import Worker

    try:
        with Worker(None, allow_weaker=True) as worker:
            lack = worker.lacking
    except InputError as error:
        return [Layer(name, does, False, str(error)) for name, does in LAYERS.items()]
    return [Layer(name, does, name not in lack, lack.get(name, "")) for name, does in LAYERS.items()]
