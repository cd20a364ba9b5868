"""Gradescope as its documentation has it: the folder in which an autograder runs, and the rules of results.json.

Sources: https://gradescope-autograders.readthedocs.io/en/latest/specs/ and …/submission_metadata/.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from coursebook import project

# "Options for the visibility field are as follows"; stdout_visibility mirrors them.
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
# "Options for the format field are as follows"
FORMATS = {"text", "simple_format", "html", "md", "ansi"}
STATUS = {"passed", "failed"}
WHOLE = {
    *("score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility"),
    *("stdout_visibility", "extra_data", "tests", "leaderboard"),
}
TEST = {
    *("score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility"),
    "extra_data",
}


def faults(result: object) -> list[str]:
    """What breaks the documented format; empty for a sound results.json."""
    if not isinstance(result, dict):
        return ["no object"]
    found = [f"unknown key {key}" for key in result.keys() - WHOLE]
    tests = result.get("tests", [])
    # "optional, but required if not on each test case"; "tests: optional, but required if no top-level score"
    if "score" not in result and (not tests or any("score" not in test for test in tests)):
        found.append("a score neither above nor on each test")
    for number in ("score", "execution_time"):
        found += [f"{number} is no number"] * (not _is_number(result.get(number, 0)))
    found += _of_fields("the whole", result, ("output",), {"visibility": VISIBILITY, "stdout_visibility": VISIBILITY})
    for place, test in enumerate(tests):
        where = f"test {place}"
        found += [f"{where}: unknown key {key}" for key in test.keys() - TEST]
        for number in ("score", "max_score"):
            found += [f"{where}: {number} is no number"] * (not _is_number(test.get(number, 0)))
        found += _of_fields(where, test, ("name", "number", "output"), {"visibility": VISIBILITY, "status": STATUS})
    return found


def _of_fields(where: str, part: dict, texts: tuple, choices: dict) -> list[str]:
    choices = choices | {"output_format": FORMATS, "name_format": FORMATS}
    return [f"{where}: {name} is no text" for name in texts if not isinstance(part.get(name, ""), str)] + [
        f"{where}: {name} is {part[name]}" for name, known in choices.items() if name in part and part[name] not in known
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


class Gradescope:
    """The folder of a container, built from an archive; the package is that of the wheel in it, Python that of the tests."""

    def __init__(self, archive: Path, root: Path):
        self.root = root
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(root / "source")
            self.rights = {info.filename: info.external_attr >> 16 for info in opened.infolist()}
        (wheel,) = (root / "source" / "wheels").glob("*.whl")
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(root / "packages")
        shutil.copy(root / "source" / "run_autograder", root)

    def run(self, files: dict[str, bytes], metadata: object = None, before: tuple = (), python: str = sys.executable) -> dict:
        """Hand these files in; returns what results.json says, held to the format."""
        shutil.rmtree(self.root / "submission", ignore_errors=True)
        (self.root / "submission").mkdir()
        for name, content in files.items():
            path = self.root / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (self.root / "submission_metadata.json").write_text(json.dumps(metadata or about("Ann Ace", "ann@x.example")))
        environment = {name: value for name, value in os.environ.items() if name != project.VARIABLE} | {
            "AUTOGRADER_ROOT": str(self.root),
            "AUTOGRADER_PYTHON": python,
            "PYTHONPATH": str(self.root / "packages"),
        }
        done = subprocess.run(
            [*before, "bash", str(self.root / "run_autograder")], env=environment, capture_output=True, text=True
        )
        self.stdout = done.stdout + done.stderr
        result = json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8"))
        assert faults(result) == [], (result, self.stdout)
        return result


def about(*people: str, when: str = "2027-03-01T14:22:32.365935-07:00") -> dict:
    """submission_metadata.json for people: a name and an address for each."""
    users = [
        {"email": email, "id": 1234 + place, "name": name}
        for place, (name, email) in enumerate(zip(people[::2], people[1::2], strict=True))
    ]
    assignment = {"due_date": "2027-03-31T23:00:00.000000-07:00", "id": 25828, "title": "One", "total_points": "20.0"}
    return {
        "id": 123456,
        "created_at": when,
        "assignment": assignment,
        "submission_method": "upload",
        "users": users,
        "previous_submissions": [],
    }
