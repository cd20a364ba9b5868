"""Bring the browser and the npm packages that the tests need, and say what was done.

In order: a Chromium that is installed; Debian's package, when we may install it; Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from coursebook.grading.demo.formgrader import chromium as installed

HERE = Path(__file__).parent
# Beside the environment, so that `make clean` takes them along.
NODE_PACKAGES = Path(sys.prefix) / "node"


def install() -> str:
    if path := installed():
        print(f"Browser: {path} is installed.")
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Browser: none found; installing Debian's package chromium …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            check=False,
            **quiet,
        )
    if not installed():
        print("Browser: none found; asking Playwright for its own …", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    path = installed()
    if not path:
        sys.exit("Browser: none could be installed. Fix: install Chromium and run the tests again.")
    print(f"Browser: {path} is ready.")
    return path


def install_packages() -> None:
    """Install exactly what ``package-lock.json`` says, unless it is there."""
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    noted = NODE_PACKAGES / "installed"
    if noted.is_file() and noted.read_text(encoding="utf-8") == lock:
        return
    print("Browser: installing Lighthouse, Ace and the Nu HTML checker …", flush=True)
    NODE_PACKAGES.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, NODE_PACKAGES / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    npm = [str(Path(sys.executable).with_name("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(npm, cwd=NODE_PACKAGES, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Browser: npm failed. Fix: see below, then run the tests again.\n{done.stderr[-2000:]}")
    noted.write_text(lock, encoding="utf-8")


if __name__ == "__main__":
    install()
    install_packages()
