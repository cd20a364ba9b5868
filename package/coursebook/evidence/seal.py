"""Write each table's hash into datapackage.json after a change that is meant."""

from __future__ import annotations

import json

from coursebook import project
from coursebook.evidence import tables
from coursebook.files import write_whole


def seal() -> list[str]:
    """Bring the hashes up to date; returns the names of the tables whose hash changed.

    A table that a program saved with other line ends is written with LF, as version control keeps it: its hash would
    hold on one machine only. Each file is replaced in one step, so an interruption leaves the old one whole.
    """
    package = tables.descriptor()
    changed = []
    for resource in package["resources"]:
        path = project.current().data / resource["path"]
        content = path.read_bytes()
        if (kept := tables.with_lf(content)) != content:
            write_whole(path, kept)
        hashed = tables.digest(kept)
        if resource.get("hash") != hashed:
            resource["hash"] = hashed
            changed.append(resource["name"])
    if changed:
        write_whole(project.current().datapackage, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    return changed
