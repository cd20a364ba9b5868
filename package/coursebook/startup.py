"""Imported before all else: keeps out of this process what no command needs and what takes over a second to start.

Where Jupyter is installed, jsonschema finds packages that check how addresses and spans of time are spelt, one of which
compiles a grammar at import. No schema here asks for such a check, and a command or a worker starts a second sooner without.
Where pytest is installed, time-machine imports it to add a fixture, into every process that holds a submission.

Libraries make hundreds of thousands of objects that stay; to look among them for garbage is an eighth of their import.
"""

from __future__ import annotations

import gc
import sys

gc.set_threshold(100_000)
# Python's own way of saying "as if it were not installed"; what is imported already stays.
for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration", "pytest"):
    sys.modules.setdefault(name, None)
