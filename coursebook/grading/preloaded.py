"""What the process that the workers are forked from does once for all of them: import, and read the tasks and hunts."""

from __future__ import annotations

from contextlib import suppress

from coursebook.grading import resident  # noqa: F401  (first: it keeps out what nobody needs)
from coursebook.evidence.errors import EvidenceError  # isort: skip
from coursebook.exercises import hunts, rubrics

with suppress(EvidenceError):  # told by the command itself, which reads them too
    rubrics.tasks()
    hunts.hunts()
