"""The golden master: what the pages say and what a class of 60 earns, as text files that two commits can be compared by.

    .venv/bin/python benchmarks/golden.py BEFORE         on the one commit, with a built book
    .venv/bin/python benchmarks/golden.py AFTER          on the other
    diff -r BEFORE AFTER

*pages* holds the text of each page of ``_build/html``. *marks* holds, of ten made-up hand-ins for each
assignment, three in ten of them damaged, what ``coursebook grade`` records and what its feedback says; without times,
versions and what the machine took.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bs4 import BeautifulSoup  # noqa: E402
from coursebook.grading.setup import SECRET  # noqa: E402

from benchmarks.classes import make_class  # noqa: E402

EACH, DAMAGED = 10, 0.3
CHANGING = ("run", "fingerprint")  # of a record: what differs from one run, or one version, to the next


def main() -> None:
    """Write both below the folder that is named."""
    folder = Path(sys.argv[1])
    site = ROOT / "_build" / "html"
    for page in sorted(site.rglob("*.html")):
        _write(folder / "pages" / page.relative_to(site), _text(page))
    for assignment in sorted(path.parent.name for path in (ROOT / "exercises").glob("*/notebook.md")):
        print(f"{assignment} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="golden-") as name:
            _grade(assignment, Path(name), folder / "marks" / assignment)


def _grade(assignment: str, place: Path, out: Path) -> None:
    (place / "out").mkdir()
    (place / "out" / SECRET).write_text("the same hidden inputs in each run".ljust(64), encoding="utf-8")
    given = make_class(place / "given", EACH, DAMAGED, assignment)
    command = [sys.executable, "-m", "coursebook", "grade", str(given), "--assignment", assignment, "--out", str(place / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{assignment}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    for path in sorted((place / "out" / "records" / assignment).glob("*.json")):
        record = {key: value for key, value in json.loads(path.read_text("utf-8")).items() if key not in CHANGING}
        record["made_with"] = {"variant": record["made_with"]["variant"]} if record.get("made_with") else None
        _write(out / path.name, json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True))
    for page in sorted((place / "out" / "pages" / assignment).rglob("*.html")):
        _write(out / page.name, _text(page))


def _text(page: Path) -> str:
    return BeautifulSoup(page.read_bytes(), "lxml").get_text("\n", strip=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
