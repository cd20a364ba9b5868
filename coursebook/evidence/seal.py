"""Write each table's hash into datapackage.json after a change that is meant."""

from __future__ import annotations

import json
import os

from coursebook import paths
from coursebook.evidence import tables


def seal() -> list[str]:
    """Bring the hashes up to date; returns the names of the tables whose hash changed.

    The file is replaced in one step, so an interruption leaves the old one whole.
    """
    package = tables.descriptor()
    changed = []
    for resource in package["resources"]:
        hashed = tables.digest((paths.DATA / resource["path"]).read_bytes())
        if resource.get("hash") != hashed:
            resource["hash"] = hashed
            changed.append(resource["name"])
    if changed:
        fresh = paths.DATAPACKAGE.with_suffix(".json.new")
        fresh.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(fresh, paths.DATAPACKAGE)
    return changed
