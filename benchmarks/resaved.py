"""Work in other programs' forms, marked for real: what is found, what is listed, what is lost (wanted: nothing).

    .venv/bin/python benchmarks/resaved.py --number 300

For each assignment, so many right notebooks with one to three changes of form each (ids and metadata dropped, cells moved,
merged, split, prompts deleted, through Jupytext, Colab, VS Code, JupyterLite, Deepnote; see tests/grading/resaved.py).
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coursebook.exercises import sets  # noqa: E402
from coursebook.exercises.source import known_sets  # noqa: E402
from coursebook.grading.intake.submissions import Submission  # noqa: E402
from coursebook.grading.marking import Marker  # noqa: E402
from coursebook.grading.processes.worker import Worker  # noqa: E402
from coursebook.grading.settings import Settings  # noqa: E402

from tests.grading.resaved import Work, resaved  # noqa: E402

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def measure(name: str, number: int, seed: str) -> tuple[int, int, int]:
    """How many notebooks had full marks with nothing listed, how many had something listed, how many lost something unlisted."""
    work = Work(sets.exercise(name))
    whole = listed = lost = 0
    with Worker(work.exercise) as worker:
        marker = Marker(work.exercise, Settings(name, work.exercise.version, secret=b"s", pictures=False), worker)
        for place in range(number):
            notebook, what = resaved(work.key, f"{seed}-{name}-{place}")
            record = marker.mark(Submission("anna", "anna.ipynb", NOON, json.dumps(notebook).encode())).record
            said = " ".join(record["doubts"])
            silent = [one["id"] for one in record["questions"] if one["earned"] != one["points"] and one["id"] not in said]
            silent += [one["id"] for one in record["tasks"] if one["is_blank"]] + work.missed(notebook)
            if silent:
                lost += 1
                print(f"  {name} {place}: {what}: {silent}")
            whole += not silent and not record["doubts"]
            listed += not silent and bool(record["doubts"])
    return whole, listed, lost


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--number", type=int, default=300, help="notebooks for each assignment")
    asked.add_argument("--seed", default="bench", help="another one draws other notebooks")
    options = asked.parse_args()
    print("| assignment | notebooks | all found, nothing to look at | all found or listed | lost |\n|---|---|---|---|---|")
    total = 0
    for name in known_sets():
        whole, listed, lost = measure(name, options.number, options.seed)
        total += lost
        print(f"| {name} | {options.number} | {whole} | {listed} | {lost} |", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
