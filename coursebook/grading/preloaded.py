"""What the process that the workers are forked from does once for all of them: import."""

from __future__ import annotations

from coursebook.grading import resident  # noqa: F401
