"""What is built again when something changes: no more than what the change concerns."""

from __future__ import annotations

import functools
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import pytest
from coursebook import project
from coursebook.book import stamps
from coursebook.evidence import claims, numbers, seal, tables
from coursebook.publish import build_state, outputs, search, serve
from coursebook.publish.build import build
from coursebook.publish.kernel import Run

from tests.book.test_build_faults import CELL, CONFIG, FRONT, NOTEBOOK, contents

CACHES = (tables.descriptor, tables.resources, tables._read, tables._rows, claims._claims, numbers._computed)
LOSSES = (
    NOTEBOOK
    + "# Losses\n\nOf them {datum}`ua-killed-feb2025`.\n"
    + CELL % 'from coursebook.evidence import load\nlen(load("losses"))'
)
OPINION = NOTEBOOK + "# Opinion\n\nText.\n" + CELL % 'from coursebook.evidence import load\nlen(load("opinion"))'


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def book(checkout, monkeypatch, tmp_path):
    """A book of three pages over a copy of the data that may be changed."""
    monkeypatch.setattr(project.current(), "data", checkout / "data")
    monkeypatch.setattr(project.current(), "datapackage", checkout / "data" / "datapackage.json")
    forget()
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    row = tables.load("losses")["id"].iloc[0]
    (folder / "index.md").write_text(FRONT + "# Start\n\nText.\n")
    (folder / "losses.md").write_text(LOSSES.replace("ua-killed-feb2025", f"{row}"))
    (folder / "opinion.md").write_text(OPINION)
    for page in ("reference/datasets/losses",):
        (folder / "reference" / "datasets").mkdir(parents=True)
        (folder / f"{page}.md").write_text(FRONT + "# Losses, the table\n")
    contents(folder, ["losses", "opinion", "reference/datasets/losses"])
    forget()
    yield folder
    forget()


@pytest.fixture
def built(book, capfd) -> Callable[[], tuple[set[str], set[str]]]:
    """Builds the book; returns the pages whose cells ran, and those that Sphinx read."""

    def built() -> tuple[set[str], set[str]]:
        capfd.readouterr()
        forget()
        build(book, book / "_build")
        said = re.sub(r"\x1b\[[0-9;]*m", "", capfd.readouterr().out)
        return set(re.findall(r"^(\S+): Executed notebook", said, re.M)), set(
            re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", said)
        )

    return built


def test_a_correction_reaches_the_pages_that_use_its_table_and_no_other(book, built):
    assert built() == ({"losses", "opinion"}, {"index", "losses", "opinion", "reference/datasets/losses"})
    assert built() == (set(), set()), "nothing had changed"

    table = project.current().data / "losses.csv"
    table.write_text(table.read_text().rstrip("\n") + " corrected\n")
    forget()
    assert seal.seal() == ["losses"]
    assert built() == ({"losses"}, {"losses"})

    page = book / "opinion.md"
    page.write_text(page.read_text().replace("Text.", "Other text."))
    assert built() == (set(), {"opinion"}), "a sentence starts no kernel"

    page.write_text(page.read_text().replace('len(load("opinion"))', 'len(load("opinion")) + 1'))
    assert built() == ({"opinion"}, {"opinion"})
    assert "Other text." in (book / "_build" / "html" / "opinion.html").read_text()


def test_a_chapter_reaches_the_pages_that_speak_of_it_and_no_other(book, built):
    first, second, bank = (book / name for name in ("chapters/first.md", "chapters/second.md", "instructors/bank.md"))
    first.parent.mkdir()
    first.write_text(FRONT + "# First\n\nWhat is the first thing to ask?\n")
    second.write_text(FRONT + "# Second\n\nWhat is the second thing to ask?\n")
    bank.parent.mkdir()
    bank.write_text(FRONT + "# Bank\n\n```{bank}\n```\n")
    contents(book, ["chapters/first", "chapters/second", "instructors/bank"])
    page = book / "_build" / "html" / "chapters" / "first.html"

    assert built()[1] == {"index", "chapters/first", "chapters/second", "instructors/bank"}
    assert "the second thing to ask?" in page.read_text()
    written = (book / "_build" / ".staging" / "html" / "chapters" / "first.html").stat().st_mtime_ns

    second.write_text(second.read_text() + "\nAnother sentence.\n")
    assert built()[1] == {"chapters/second"}
    assert (book / "_build" / ".staging" / "html" / "chapters" / "first.html").stat().st_mtime_ns == written

    second.write_text(second.read_text().replace("the second thing", "the next thing"))
    assert built()[1] == {"chapters/second"}
    assert "the next thing to ask?" in page.read_text(), "the link that leads on"


def test_a_table_is_known_by_its_content_and_description(book):
    before = {name: stamps.table_state(name) for name in tables.resources()}
    (project.current().data / "losses.csv").write_text((project.current().data / "losses.csv").read_text() + "\n")
    changed = {name for name, state in before.items() if stamps.table_state(name) != state}
    assert changed == {"losses"}
    tables.resources()["opinion"]["title"] += "!"
    assert stamps.table_state("opinion") != before["opinion"]


def test_a_run_is_kept_while_what_it_read_stands(book, tmp_path):
    record = tmp_path / "record.json"
    (book / "list.txt").write_text("one")
    outputs.write_record(record, "cells", Run(tables={"opinion"}, files={"list.txt"}), book)
    assert outputs.is_current(record, "cells", book)
    assert not outputs.is_current(record, "other cells", book)
    (project.current().data / "losses.csv").write_text("")
    assert outputs.is_current(record, "cells", book), "it read no losses"
    (book / "list.txt").write_text("two")
    assert not outputs.is_current(record, "cells", book)


def test_a_process_that_dies_is_no_end(capfd):
    import os

    done = dict(outputs._forked(os._exit, [(3,)], 2))
    assert done == {0: None}
    assert dict(outputs._forked(len, [("ab",), ("abc",)], 2)) == {0: 2, 1: 3}


def test_what_a_build_leaves_beside_its_sources_is_no_change(book):
    before = build_state.state(book)
    catalogue = book / "locale" / "uk" / "LC_MESSAGES" / "index.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(b"compiled")
    assert build_state.state(book) == before
    catalogue.with_suffix(".po").write_text("translated")
    assert build_state.state(book) != before


def test_a_page_that_was_parsed_is_not_parsed_again_for_other_words(book):
    build(book, book / "_build")
    record = book / "_build" / ".staging" / "runs" / "opinion.json"
    package, page = outputs.package_state(), book / "opinion.md"
    page.write_text(page.read_text().replace("Text.", "Other text."))
    build(book, book / "_build")
    assert outputs.is_current(record, outputs.digest(package + page.read_text()), book, "text")
    page.write_text(page.read_text().replace('load("opinion")', 'load("losses")'))
    assert not outputs.is_current(record, outputs.digest(package + page.read_text()), book, "text")


def test_readers_share_no_file_with_the_next_build(book):
    """Sphinx writes into its files in place: a build that fails would change what readers have."""
    build(book, book / "_build")
    site, fresh_site = book / "_build" / "html", book / "_build" / ".staging" / "html"
    both = [path for path in fresh_site.rglob("*") if path.is_file() and (site / path.relative_to(fresh_site)).is_file()]
    assert {path.suffix for path in both} >= {".html", ".csv", ".md"}
    assert not [path for path in both if path.samefile(site / path.relative_to(fresh_site))]


def test_serving_looks_at_sources_only_and_starts_anew_for_what_it_took_in(tmp_path):
    for name in ("chapters/one.md", "_config.yml", "locale/uk/index.po", ".venv/lib/a.py", "_build/html/b.html", "c.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = serve.stamps(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found} == {"chapters/one.md", "_config.yml", "locale/uk/index.po"}
    taken_in = (
        project.PACKAGE / "project.py",
        project.current().data / "losses.csv",
        project.current().exercises / "outcomes.yml",
        project.current().bibliography,
    )
    assert all(map(serve.is_taken_in, taken_in))
    assert not any(
        map(
            serve.is_taken_in,
            (project.current().root / "chapters" / "reform.md", project.PACKAGE / "book" / "theme" / "page.html"),
        )
    )


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_the_book_is_served_until_its_process_ends(site, end):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "coursebook", "book", "serve", "--port", str(port)]
    # Whoever runs the tests in the background of a shell hands on that Ctrl-C is ignored.
    heeds = functools.partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeds) as process:
        try:
            assert any("The book is at" in line for line in process.stdout)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html") as answer:
                assert b"Leaving the Line" in answer.read()
            process.send_signal(end)
            process.wait(20)
        finally:
            process.kill()
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    pytest.fail("its server goes on")


def test_a_page_is_taken_apart_for_the_search_once(tmp_path):
    pages = {"a.html": "<article><section id='a'><h1>A</h1><p>Words.</p></section></article>"}
    known = search.Passages(tmp_path / "passages.json")
    first = search.index(pages, known.of)
    known.keep()
    kept = json.loads((tmp_path / "passages.json").read_text())
    kept[next(iter(kept))][0][3] = "Words from the file."
    (tmp_path / "passages.json").write_text(json.dumps(kept))
    again = search.index(pages, search.Passages(tmp_path / "passages.json").of)
    assert first["passages"][0][4] == "Words." and again["passages"][0][4] == "Words from the file."
    pages["a.html"] = pages["a.html"].replace("Words", "Other words")
    assert search.index(pages, search.Passages(tmp_path / "passages.json").of)["passages"][0][4] == "Other words."
