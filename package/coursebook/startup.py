"""Imported before all else: keeps out of this process what no command needs and what takes over a second to start.

Where Jupyter is installed, jsonschema finds a package that checks the spelling of international addresses and compiles a
grammar for it at import. No schema here asks for that check, and a command or a worker starts a second sooner without it.
Where pytest is installed, time-machine imports it to add a fixture, into every process that holds a submission.

Libraries make hundreds of thousands of objects that stay; to look among them for garbage is an eighth of their import.
"""

from __future__ import annotations

import gc
import sys

gc.set_threshold(100_000)
# Python's own way of saying "as if it were not installed"; what is imported already stays.
for name in ("rfc3987_syntax", "pytest"):
    sys.modules.setdefault(name, None)
