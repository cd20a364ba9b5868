"""Bring what tests of files for paper need of Debian: Pango, Java and LibreOffice. Say what was done."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys

# How a checker is run: it ends before the slower of Java's compilers pays, and a schema goes deeper than a small stack.
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar")


def missing() -> list[str]:
    """Debian's packages that are needed and not there."""
    needed = {
        "libpango-1.0-0": ctypes.util.find_library("pango-1.0"),
        "libpangoft2-1.0-0": ctypes.util.find_library("pangoft2-1.0"),
        "libharfbuzz-subset0": ctypes.util.find_library("harfbuzz-subset"),
        "default-jre-headless": shutil.which("java"),
        "libreoffice-writer-nogui": shutil.which("soffice"),
    }
    return [package for package, found in needed.items() if not found]


def install() -> None:
    lacking = missing()
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Paper: installing Debian's {', '.join(lacking)} …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *lacking], check=False, **quiet)
        lacking = missing()
    # An older HarfBuzz has its subsetter inside.
    if lacking := [package for package in lacking if package != "libharfbuzz-subset0"]:
        sys.exit(f"Paper: {', '.join(lacking)} could not be installed. Fix: install them and run the tests again.")
    print("Paper: Pango, Java and LibreOffice are ready.")


if __name__ == "__main__":
    install()
