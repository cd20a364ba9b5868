"""Grading against its peers, against its own floor, and from ten submissions to ten thousand.

    python benchmarks/grading.py            # peers, floor and scale, a table each
    python benchmarks/grading.py peers      # stock nbgrader, otter, and ours, over the same class
    python benchmarks/grading.py floor      # ours against fork, isolate and run the cells, nothing else
    python benchmarks/grading.py scale      # 10, 100, 1,000 and 10,000 submissions
    python benchmarks/grading.py soak       # 50 kills at random moments over 500 submissions, then compared

Figures are worth something only as ratios within one run, on a machine that does nothing else. Memory is the sum of the
proportional set sizes of all processes. otter-grader is installed into a throwaway environment, which takes minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
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

from coursebook.exercises import release, sets  # noqa: E402
from coursebook.grading.simulated import Hand, hand_in, students  # noqa: E402
from tests.grading.klass import contents  # noqa: E402

SET = "personal-stories"
OTTER = "otter-grader[grading]==7.0.0"
HANDED_IN = 1_800_000_000
SCRIPTS = Path(sys.executable).parent


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
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
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
        time.sleep(0.25)


def make_class(folder: Path, number: int) -> Path:
    """Notebooks of mixed quality on the common variant, none of them damaged: what the peers can grade too."""
    exercise = sets.exercise(SET)
    variant, hand = exercise.variant(), Hand(exercise)
    folder.mkdir(parents=True)
    made = dict(hand_in(hand, [one.id for one in students(min(number, 200))], lambda _: variant, damage=0))
    few = list(made.values())
    for place, one in enumerate(students(number)):
        path = folder / f"{one.id}.ipynb"
        path.write_bytes(few[place % len(few)])
        os.utime(path, (HANDED_IN, HANDED_IN))
    return folder


def ours(folder: Path, given: Path, number: int, *more: str, name: str = "coursebook grade") -> Measured:
    """Ours, with pictures, feedback pages, report and gradebook, from nothing to the end."""
    out = folder / f"ours-{number}-{len(more)}"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "coursebook", "grade", str(given), "--assignment", SET, "--out", str(out), *more]
    return measured(name, number, command, folder)


def nbgrader(folder: Path, given: Path, number: int) -> Measured:
    """Stock nbgrader: autograde and generate_feedback on the released course; generate_assignment is not counted."""
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
    measured("nbgrader generate_assignment", 1, [sys.executable, "-m", "nbgrader", "generate_assignment", SET, "--create"], course)
    first = measured("autograde", number, [sys.executable, "-m", "nbgrader", "autograde", SET], course)
    second = measured("feedback", number, [sys.executable, "-m", "nbgrader", "generate_feedback", SET], course)
    name = "nbgrader autograde + generate_feedback"
    return Measured(name, number, first.seconds + second.seconds, max(first.megabytes, second.megabytes))


def otter(folder: Path, given: Path, number: int) -> Measured:
    """otter run, one process a submission, in an environment of its own."""
    place = folder / "otter"
    place.mkdir()
    print("installing otter-grader into a throwaway environment …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
    python = place / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", OTTER, str(ROOT)]
    subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    exercise = sets.exercise(SET)
    for name, content in exercise.variant().files().items():
        (place / name).write_bytes(content)
    (place / "master.ipynb").write_text(json.dumps(otter_master(exercise)), encoding="utf-8")
    path = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    assign = [str(python), "-m", "otter", "assign", "master.ipynb", "dist", "--no-run-tests"]
    measured("otter assign", 1, assign, place, **path)
    archive = next((place / "dist" / "autograder").glob("*.zip"))
    total, peak, done = 0.0, 0.0, 0
    for handed in sorted(given.glob("*.ipynb"))[:number]:
        notebook = json.loads(handed.read_text(encoding="utf-8"))
        notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]
        (place / "master.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        command = [str(python), "-m", "otter", "run", "-a", str(archive), "-o", "results", "master.ipynb"]
        (place / "results").mkdir(exist_ok=True)
        one = measured("otter run", 1, command, place, **path)
        total, peak, done = total + one.seconds, max(peak, one.megabytes), done + 1
        print(f"otter run {done}/{number}", end="\r", flush=True)
    return Measured("otter run", number, total, peak)


def otter_master(exercise) -> dict:
    """The same questions and tests in the format of otter assign."""
    variant = exercise.variant()
    cells = [_raw("# ASSIGNMENT CONFIG\ninit_cell: false\nexport_cell: false\nfiles:\n" + "".join(f"- {f}\n" for f in sorted(variant.files())))]
    master = release.master(exercise, variant).cells
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in master}
    for cell in master:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("locked") and not marks.get("grade"):
            cells.append(_code(cell.source))
    for question in exercise.questions:
        source = by_id[question.id].source.replace("### BEGIN SOLUTION", "# BEGIN SOLUTION").replace("### END SOLUTION", "# END SOLUTION")
        tests = [_code(_test(by_id[test.id].source, test.points)) for test in question.tests]
        cells += [_raw(f"# BEGIN QUESTION\nname: {question.id}"), _raw("# BEGIN SOLUTION"), _code(source), _raw("# END SOLUTION")]
        cells += [_raw("# BEGIN TESTS"), *tests, _raw("# END TESTS"), _raw("# END QUESTION")]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4, "nbformat_minor": 5}


def _test(source: str, points: float) -> str:
    lines = [line for line in source.splitlines() if not line.startswith("###")]
    return "\n".join(['""" # BEGIN TEST CONFIG', f"points: {points:g}", '""" # END TEST CONFIG', *lines])


def _raw(source: str) -> dict:
    return {"cell_type": "raw", "id": f"r{random.getrandbits(40)}", "metadata": {}, "source": source}


def _code(source: str) -> dict:
    return {"cell_type": "code", "id": f"c{random.getrandbits(40)}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def peers(folder: Path, number: int, few: int) -> None:
    given, small = make_class(folder / "given", number), make_class(folder / "few", few)
    own, own_small = ours(folder, given, number), ours(folder, small, few)
    theirs = nbgrader(folder, small, few)
    third = otter(folder, small, few)
    print(f"\n{HEAD}")
    print(own.row(own))
    print(own_small.row(own))
    print(theirs.row(own))
    print(third.row(own))
    print(f"nbgrader / ours, the same {few}: {theirs.seconds / own_small.seconds:.1f}")


def floor(folder: Path, number: int) -> None:
    """The same cells forked, isolated and run, in as many processes: no tests, no pictures kept, no gradebook, no page."""
    given = make_class(folder / "floor", number)
    own = ours(folder, given, number)
    code = "from benchmarks.floor import main; main()"
    bare = measured("fork, isolate, run the cells", number, [sys.executable, "-c", code, str(given), SET], folder)
    print(f"\n{HEAD}\n{own.row(own)}\n{bare.row(own)}")
    print(f"ours / floor: {own.seconds / bare.seconds:.2f}")


def scale(folder: Path, numbers: list[int]) -> None:
    print(f"\n{HEAD}")
    for number in numbers:
        given = make_class(folder / f"scale-{number}", number)
        print(ours(folder, given, number).row(None), flush=True)


def soak(folder: Path, number: int, kills: int) -> None:
    """Kill a run again and again, then end it, and compare it with one that nobody killed."""
    given = make_class(folder / "soak", number)
    for out in ("whole", "killed"):
        (folder / out).mkdir()
        (folder / out / ".secret").write_text("the same for both", encoding="ascii")
    command = [sys.executable, "-m", "coursebook", "grade", str(given), "--assignment", SET, "--out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, str(folder / "whole")], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    chance = random.Random(4711)
    for kill in range(1, kills + 1):
        process = subprocess.Popen([*command, str(folder / "killed")], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(1.0, 10.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = len(list((folder / "killed").rglob("records/*/*.json")))
        print(f"kill {kill} of {kills}: {done} of {number} done", flush=True)
    subprocess.run([*command, str(folder / "killed")], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    whole, killed = contents(folder / "whole"), contents(folder / "killed")
    different = sorted(name for name in whole.keys() | killed.keys() if whole.get(name) != killed.get(name))
    print("The same gradebook, records and pages." if not different else f"Different: {different[:10]}")
    sys.exit(bool(different))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure grading.")
    parser.add_argument("what", nargs="?", choices=("peers", "floor", "scale", "soak"))
    parser.add_argument("--number", type=int, default=0, help="submissions (peers and floor 200, soak 500)")
    parser.add_argument("--few", type=int, default=20, help="submissions for the slow peers")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--most", type=int, default=10_000, help="largest class of 'scale'")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grading-") as name:
        folder = Path(name)
        if asked.what in (None, "peers"):
            peers(folder, asked.number or 200, asked.few)
        if asked.what in (None, "floor"):
            floor(folder, asked.number or 200)
        if asked.what in (None, "scale"):
            scale(folder, [n for n in (10, 100, 1_000, 10_000) if n <= asked.most])
        if asked.what == "soak":
            soak(folder, asked.number or 500, asked.kills)


if __name__ == "__main__":
    main()
