"""Kill a run of grading again and again, let it end, and hold what it leaves against a run that nobody killed.

    python benchmarks/kills.py                                   # 50 kills over 500 submissions: about ten minutes
    python benchmarks/kills.py --number 60 --kills 6 --seed 7    # a small one

Most kills come when another share of the class is done, some while a run still starts; all follow from the seed.
The exit code is 1 if anything differs, a file is half written or a process outlives its run.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.classes import SET, make_class  # noqa: E402
from tests.grading.klass import contents  # noqa: E402

IN_START = 0.2  # share of the kills that do not wait for the first mark


class Soak:
    """One class, graded into two folders."""

    def __init__(self, folder: Path, number: int, kills: int, seed: int):
        self.folder, self.number, self.kills, self.chance = folder, number, kills, random.Random(seed)
        self.given = make_class(folder / "given", number, damage=0.1)
        self.killed, self.whole = folder / "killed", folder / "whole"
        self.faults: list[str] = []
        for out in (self.killed, self.whole):
            out.mkdir()
            (out / ".secret").write_text("the same for both", encoding="ascii")

    def start(self, out: Path) -> subprocess.Popen:
        command = [sys.executable, "-m", "coursebook", "grade", str(self.given), "--assignment", SET, "--out", str(out)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **quiet)

    def whole_run(self, out: Path) -> float:
        began = time.perf_counter()
        code = self.start(out).wait()
        if code not in (0, 1):
            self.faults.append(f"a run into {out.name} ended with code {code}")
        return time.perf_counter() - began

    def done(self) -> int:
        return len(list((self.killed / "records").glob(f"{SET}/*.json")))

    def kill(self, which: int) -> None:
        """Start a run and kill it at a moment drawn at random."""
        process = self.start(self.killed)
        if self.chance.random() < IN_START:
            until, more = 0, self.chance.uniform(0.0, 4.0)
        else:
            until, more = which * self.number // (self.kills + 1) + 1, self.chance.uniform(0.0, 0.5)
        while self.done() < until and process.poll() is None:
            time.sleep(0.02)
        time.sleep(more)
        try:
            family = psutil.Process(process.pid).children(recursive=True)
        except psutil.Error:
            family = []
        was_over = process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        if alive:
            self.faults.append(f"after kill {which} these ran on: {alive}")
        for path in self.killed.rglob("*.json"):
            if not path.read_text(encoding="utf-8").endswith("}\n"):
                self.faults.append(f"after kill {which} this was half written: {path.name}")
        end = " (it had ended)" if was_over else ""
        print(f"kill {which} of {self.kills}: {self.done()} of {self.number} done{end}", flush=True)

    def go(self) -> list[str]:
        print(f"One run that nobody kills: {self.whole_run(self.whole):.1f} s", flush=True)
        for which in range(1, self.kills + 1):
            self.kill(which)
        print(f"And to its end: {self.whole_run(self.killed):.1f} s", flush=True)
        whole, killed = contents(self.whole), contents(self.killed)
        different = sorted(name for name in whole.keys() | killed.keys() if whole.get(name) != killed.get(name))
        self.faults += [f"different: {name}" for name in different]
        print(f"{len(whole)} tables, records, pages and notebooks compared.")
        return self.faults


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill grading at random moments and compare.")
    parser.add_argument("--number", type=int, default=500, help="submissions (default 500)")
    parser.add_argument("--kills", type=int, default=50, help="kills (default 50)")
    parser.add_argument("--seed", type=int, default=4711, help="of the moments (default 4711)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        faults = Soak(Path(folder), asked.number, asked.kills, asked.seed).go()
    print("The same gradebook, records and pages." if not faults else "\n".join(faults[:20]))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
