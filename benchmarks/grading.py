"""Grading against its peers, against its own floor, and from ten submissions to ten thousand.

    python benchmarks/grading.py            # peers, floor and scale to 1,000, a table each
    python benchmarks/grading.py peers      # stock nbgrader, otter, and ours, over the same class
    python benchmarks/grading.py floor      # ours against fork, isolate and run the cells, nothing else
    python benchmarks/grading.py loops   # a class of 40 with three notebooks that never end
    python benchmarks/grading.py scale --most 10000    # 10, 100, 1,000 and 10,000 submissions
    python benchmarks/grading.py --number 8 --few 4 --most 10    # does it still run?

Figures are worth something only as ratios within one run, on a machine that does nothing else. Memory is the sum of the
proportional set sizes of all processes. otter-grader is installed into a throwaway environment, which takes a minute.
'benchmarks/kills.py' kills runs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coursebook.exercises import sets  # noqa: E402
from coursebook.exercises.release import notebooks  # noqa: E402

from benchmarks.classes import HANDED_IN, SET, make_class  # noqa: E402

OTTER = "otter-grader[grading]==7.0.0"
SCRIPTS = Path(sys.executable).parent
ROUNDS, PEER_ROUNDS = 5, 3


@dataclass(frozen=True)
class Measured:
    """One command over a class."""

    name: str
    submissions: int
    seconds: float
    megabytes: float

    def row(self, ours: Measured | None) -> str:
        each = self.seconds / self.submissions
        ratio = f"{each / (ours.seconds / ours.submissions):8.1f}" if ours else ""
        return f"{self.name:44}{self.submissions:8}{self.seconds:10.1f}{60 / each:10.0f}{self.megabytes:8.0f}{ratio}"


HEAD = f"{'':44}{'number':>8}{'seconds':>10}{'a minute':>10}{'MB':>8}{'ratio':>8}"


def measured(name: str, number: int, command: list[str], folder: Path, **more: str) -> Measured:
    """Run a command to its end; wall time and the peak memory of its process tree."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python compiles once, whatever this shell is set to
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode not in (0, 1):
        sys.exit(f"{name}: exit code {process.returncode}\n{said[-3000:]}")
    return Measured(name, number, seconds, peak[0] / 1e6)


def _watch(pid: int, peak: list[float]) -> None:
    while True:
        try:
            root = psutil.Process(pid)
            total = 0.0
            for process in [root, *root.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total)
        except psutil.Error:
            return
        time.sleep(3.0)  # a look at twenty processes takes a twentieth of a second from those that are measured


def results(folder: Path, number: int) -> Path:
    """The course folder that ours writes."""
    return folder / f"ours-{number}"


def ours(folder: Path, given: Path, number: int) -> Measured:
    """Ours, with pictures, feedback pages, report and gradebook, from nothing to the end."""
    out = results(folder, number)
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "coursebook", "grade", str(given), "--assignment", SET, "--out", str(out)]
    return measured("coursebook grade", number, command, folder)


def nbgrader(folder: Path, given: Path, number: int) -> Measured:
    """Stock nbgrader: autograde and generate_feedback on the released course; generate_assignment is not counted."""
    shutil.rmtree(folder / "release", ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "coursebook", "release", SET, "--out", str(folder / "release")],
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    course = folder / "release" / "course"
    for path in sorted(given.glob("*.ipynb"))[:number]:
        place = course / "submitted" / path.stem / SET
        place.mkdir(parents=True)
        shutil.copy(path, place / f"{SET}.ipynb")
        for name, content in sets.exercise(SET).variant().files().items():
            (place / name).write_bytes(content)
    measured(
        "nbgrader generate_assignment", 1, [sys.executable, "-m", "nbgrader", "generate_assignment", SET, "--create"], course
    )
    first = measured("autograde", number, [sys.executable, "-m", "nbgrader", "autograde", SET], course)
    second = measured("feedback", number, [sys.executable, "-m", "nbgrader", "generate_feedback", SET], course)
    name = "nbgrader autograde + generate_feedback"
    return Measured(name, number, first.seconds + second.seconds, max(first.megabytes, second.megabytes))


def prepare_otter(folder: Path) -> None:
    """otter in an environment of its own, and its autograder of the set, which are not counted."""
    place = folder / "otter"
    place.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
    python = place / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", OTTER, str(ROOT / "package")]
    subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    exercise = sets.exercise(SET)
    for name, content in exercise.variant().files().items():
        (place / name).write_bytes(content)
    (place / "master.ipynb").write_text(json.dumps(otter_master(exercise)), encoding="utf-8")
    assign = [str(python), "-m", "otter", "assign", "master.ipynb", "dist", "--no-run-tests"]
    measured("otter assign", 1, assign, place, **_of_otter(place))


def _of_otter(place: Path) -> dict[str, str]:
    return {"PATH": f"{place / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}


def otter(folder: Path, given: Path, number: int) -> Measured:
    """otter run, one process a submission."""
    place = folder / "otter"
    python = place / "venv" / "bin" / "python"
    archive = next((place / "dist" / "autograder").glob("*.zip"))
    total, peak, done = 0.0, 0.0, 0
    for handed in sorted(given.glob("*.ipynb"))[:number]:
        notebook = json.loads(handed.read_text(encoding="utf-8"))
        notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]
        (place / "master.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        command = [str(python), "-m", "otter", "run", "-a", str(archive), "-o", "results", "master.ipynb"]
        (place / "results").mkdir(exist_ok=True)
        one = measured("otter run", 1, command, place, **_of_otter(place))
        total, peak, done = total + one.seconds, max(peak, one.megabytes), done + 1
        if sys.stdout.isatty():
            print(f"otter run {done}/{number}", end="\r", flush=True)
    return Measured("otter run", number, total, peak)


def otter_master(exercise) -> dict:
    """The same questions and tests in the format of otter assign."""
    variant = exercise.variant()
    cells = [
        _raw(
            "# ASSIGNMENT CONFIG\ninit_cell: false\nexport_cell: false\nfiles:\n"
            + "".join(f"- {f}\n" for f in sorted(variant.files()))
        )
    ]
    master = notebooks.master(exercise, variant).cells
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in master}
    for cell in master:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("locked") and not marks.get("grade"):
            cells.append(_code(cell.source))
    for question in exercise.questions:
        source = (
            by_id[question.id]
            .source.replace("### BEGIN SOLUTION", "# BEGIN SOLUTION")
            .replace("### END SOLUTION", "# END SOLUTION")
        )
        tests = [_code(_test(by_id[test.id].source, test.points)) for test in question.tests]
        cells += [
            _raw(f"# BEGIN QUESTION\nname: {question.id}"),
            _raw("# BEGIN SOLUTION"),
            _code(source),
            _raw("# END SOLUTION"),
        ]
        cells += [_raw("# BEGIN TESTS"), *tests, _raw("# END TESTS"), _raw("# END QUESTION")]
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _test(source: str, points: float) -> str:
    lines = [line for line in source.splitlines() if not line.startswith("###")]
    return "\n".join(['""" # BEGIN TEST CONFIG', f"points: {points:g}", '""" # END TEST CONFIG', *lines])


def _raw(source: str) -> dict:
    return {"cell_type": "raw", "id": f"r{random.getrandbits(40)}", "metadata": {}, "source": source}


def _code(source: str) -> dict:
    return {
        "cell_type": "code",
        "id": f"c{random.getrandbits(40)}",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def peers(folder: Path, number: int, few: int) -> None:
    """Ours and the peers in turns, so that a machine that grows slower is as slow for all; each ratio is of one round."""
    given, small = make_class(folder / "given", number), make_class(folder / "few", few)
    prepare_otter(folder)
    print(f"\n{HEAD}", flush=True)
    rounds: dict[str, list[float]] = {"nbgrader": [], "otter": []}
    for _ in range(PEER_ROUNDS):
        own = ours(folder, given, number)
        print(own.row(own), flush=True)  # one by one: the slow ones take minutes
        for name, peer in (("nbgrader", nbgrader), ("otter", otter)):
            theirs = peer(folder, small, few)
            print(theirs.row(own), flush=True)
            rounds[name].append(theirs.seconds / few / (own.seconds / number))
    print(ours(folder, small, few).row(own), flush=True)
    for name, ratios in rounds.items():
        each = ", ".join(f"{ratio:.1f}" for ratio in ratios)
        print(f"{name} / ours, a submission: {statistics.median(ratios):.1f} (round by round: {each})")


def floor(folder: Path, number: int) -> None:
    """The same cells forked, isolated and run, in as many processes: no fetching of answers, no gradebook, no page.

    Three readings: the cells that the student wrote, with their charts drawn; the notebook as it was handed in, with the
    visible tests that stand in it; and the hidden tests too, as a grader that trusts its students would run them.
    """
    given = make_class(folder / "floor", number)
    code = "from benchmarks.floor import main; main()"
    readings = {"the student's own cells": "own", "the notebook as handed in": "handed-in", "hidden tests too": "all"}
    rounds: dict[str, list[Measured]] = {name: [] for name in ("coursebook grade", *readings)}
    for _ in range(ROUNDS):  # in turns, so that a machine that grows slower is as slow for all
        rounds["coursebook grade"].append(ours(folder, given, number))
        for name, which in readings.items():
            command = [sys.executable, "-c", code, str(given), SET, which]
            rounds[name].append(measured(f"floor: {name}", number, command, folder))
    own, *bare = (sorted(several, key=lambda one: one.seconds)[ROUNDS // 2] for several in rounds.values())
    print(f"\nMedian of {ROUNDS} rounds, in turns\n{HEAD}\n{own.row(own)}")
    for one in bare:
        print(one.row(own))
    for name, one in zip(readings, bare, strict=True):
        each = ", ".join(f"{a.seconds / b.seconds:.2f}" for a, b in zip(rounds["coursebook grade"], rounds[name], strict=True))
        print(f"ours / floor ({name}): {own.seconds / one.seconds:.2f} (round by round: {each})")


LOOPS = {  # name: what is put before an answer's line "def", what after it, and a cell of the student's own
    "an answer's cell": ("while True: pass\n", "", ""),
    "a function": ("", "    while True: pass\n", ""),
    "a cell of the student's own": (
        "",
        "",
        "while True:\n    try:\n        int(input())\n        break\n    except:\n        pass",
    ),
}


def loops(folder: Path, number: int = 40) -> None:
    """A class of which three have an endless loop, and the same class without the three."""
    given = make_class(folder / "loops", number)
    endless = sorted(given.glob("*.ipynb"))[5::12][: len(LOOPS)]
    for place, loop in zip(endless, LOOPS.values(), strict=True):
        place.write_text(json.dumps(_looped(json.loads(place.read_text(encoding="utf-8")), *loop)), encoding="utf-8")
        os.utime(place, (HANDED_IN, HANDED_IN))
    print(f"\n{HEAD}", flush=True)
    print(ours(folder, given, number).row(None), flush=True)
    for name, place in zip(LOOPS, endless, strict=True):
        record = json.loads((results(folder, number) / "records" / SET / f"{place.stem}.json").read_text(encoding="utf-8"))
        used, mark = record["run"]["usage"]["cpu"], f"{record['mark']:g} of {record['points']:g}"
        print(f"{name}: {used:.1f} s of a processor, {mark}, {' '.join(record['events']) or 'nothing stood out'}")
        place.unlink()
    print(ours(folder, given, number - len(LOOPS)).row(None), flush=True)


def _looped(notebook: dict, before: str, inside: str, own: str) -> dict:
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["metadata"].get("nbgrader", {}).get("solution") and source.startswith("def ") and not own:
            head, rest = source.split("\n", 1)
            cell["source"] = f"{before}{head}\n{inside}{rest}"
            break
    if own:
        notebook["cells"].insert(1, {**_code(own), "id": "own-loop"})
    return notebook


def scale(folder: Path, numbers: list[int]) -> None:
    print(f"\n{HEAD}", flush=True)
    for number in numbers:
        given = make_class(folder / f"scale-{number}", number)
        print(ours(folder, given, number).row(None), flush=True)
        with contextlib.closing(sqlite3.connect(results(folder, number) / "gradebook.db")) as book:
            students, marks = book.execute(
                "SELECT count(DISTINCT student_id), count(auto_score) FROM grade JOIN submitted_notebook notebook"
                " ON notebook.id = grade.notebook_id JOIN submitted_assignment given ON given.id = notebook.assignment_id"
            ).fetchone()
        print(f"{'':44}in the gradebook: {students} students with {marks} automatic marks", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure grading.")
    parser.add_argument("what", nargs="?", choices=("peers", "floor", "loops", "scale"))
    parser.add_argument("--number", type=int, default=200, help="submissions of 'peers' and 'floor' (default 200)")
    parser.add_argument("--few", type=int, default=20, help="submissions for the slow peers")
    parser.add_argument("--most", type=int, default=1_000, help="largest class of 'scale' (default 1,000)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grading-") as name:
        folder = Path(name)
        if asked.what in (None, "peers"):
            peers(folder, asked.number, asked.few)
        if asked.what in (None, "floor"):
            floor(folder, asked.number)
        if asked.what in (None, "loops"):
            loops(folder)
        if asked.what in (None, "scale"):
            scale(folder, [n for n in (10, 100, 1_000, 10_000) if n <= asked.most])


if __name__ == "__main__":
    main()
