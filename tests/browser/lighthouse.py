"""Lighthouse over pages of the site: npm's package, pinned, with the Node that pip brings."""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.browser.install import NODE_PACKAGES, installed

HERE = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@contextmanager
def chromium():
    """A Chromium that listens for Lighthouse; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"]
    options += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder}"]
    started = subprocess.Popen(
        [installed(), *options, f"--remote-debugging-port={port}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        started.terminate()
        started.wait()
        shutil.rmtree(folder, ignore_errors=True)


def lighthouse(
    addresses: list[str], runs: int = 1, slowdown: float = 4, categories: tuple[str, ...] = CATEGORIES
) -> list[dict]:
    """One report for each address and run, in order; see ``lighthouse.mjs`` for what it holds.

    Args:
        addresses: pages to be measured.
        runs: measurements of each.
        slowdown: how many times slower than this machine's the phone's processor is taken to be. Four is
            Lighthouse's own; next to nothing leaves the link alone, which is the same on every machine.
        categories: those to be judged.
    """
    script = NODE_PACKAGES / "lighthouse.mjs"
    shutil.copyfile(HERE / "lighthouse.mjs", script)
    node = str(Path(sys.executable).with_name("node"))
    with chromium() as port:
        done = subprocess.run(
            [node, str(script), str(port), str(runs), str(slowdown), ",".join(categories), *addresses],
            capture_output=True,
            text=True,
            check=False,
            cwd=NODE_PACKAGES,
        )
    reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(reports) == len(addresses) * runs, f"Lighthouse ended early: {done.stderr[-2000:]}"
    return reports


def medians(reports: list[dict]) -> dict[str, dict]:
    """For each address the median of every score and metric; ``cost`` is of the worst run."""
    found = {}
    for address in dict.fromkeys(report["address"] for report in reports):
        runs = [report for report in reports if report["address"] == address]
        worst = min(runs, key=lambda run: sum(run["scores"].values()))
        found[address] = {
            "scores": {name: statistics.median(run["scores"][name] for run in runs) for name in worst["scores"]},
            **{name: statistics.median(run[name] for run in runs) for name in ("fcp", "lcp", "cls", "tbt", "kB")},
            "cost": worst["cost"],
        }
    return found
