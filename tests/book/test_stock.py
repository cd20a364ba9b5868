"""Jupyter Book's own command, with its own theme, builds what this package adds to."""

from __future__ import annotations

import subprocess
import sys

from tests.book.test_build_faults import CONFIG, FRONT, GOOD, contents


def test_jupyter_book_builds_it_with_its_own_theme(tmp_path):
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (tmp_path / "index.md").write_text(FRONT + "# Start\n\nText.\n")
    (tmp_path / "good.md").write_text(GOOD)
    contents(tmp_path, ["good"])
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "_build" / "html" / "good.html").read_text(encoding="utf-8")
    assert "pydata-sphinx-theme" in page and "Prosecutors opened" in page
