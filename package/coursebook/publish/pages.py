"""Sphinx, as Jupyter Book configures it, with the book's theme and without the extensions that only add weight.

It runs in a child of this process: what is imported here is there already, and what Sphinx leaves behind is gone.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

from coursebook import book_files, language
from coursebook.book.explorers import PAPER
from coursebook.book.theme import NAME

# Of Jupyter Book's own list: the others bring styles and scripts of the stock theme, or ask other hosts.
EXTENSIONS = ("myst_nb", "jupyter_book", "sphinx_external_toc")
OURS = "coursebook.publish.extension"
# What leads to pages that Sphinx does not read for templates.
BEYOND = ["bibtex.key_not_found", "etoc.ref", "myst.xref_missing", "ref"]
# Plugins of pybtex that set the citations and the bibliography.
CITING = (
    ("pybtex.backends", "plaintext"),
    ("pybtex.backends", "docutils"),
    ("pybtex.database.output", "bibtex"),
    ("pybtex.style.formatting", "plain"),
    ("pybtex.style.labels", "number"),
    ("pybtex.style.names", "last"),
    ("pybtex.style.names", "plain"),
    ("pybtex.style.sorting", "author_year_title"),
)
# And of Sphinx's extension for it: the group, and the names in it.
REFERRING = ("sphinxcontrib.bibtex.style.referencing", "author_year", "foot")


def settings(source: Path) -> dict:
    """What is set over ``_config.yml``; ``jupyter-book build`` alone keeps the stock theme."""
    config = book_files.read_config(source)
    extra = (config.get("sphinx") or {}).get("extra_extensions") or []
    bibtex = ["sphinxcontrib.bibtex"] if config.get("bibtex_bibfiles") else []
    extensions = dict.fromkeys([*EXTENSIONS, *extra, OURS, *bibtex])
    made = {"extensions": list(extensions), "html_theme": NAME, "nitpicky": True}
    # Figures are named by what they show; to number them, Sphinx would read every page of the book at each build.
    made |= {"numfig": False}
    # Jupyter Book's own command line always hands this over.
    return made | {"latex_individualpages": False}


def whole(source: Path, staging: Path) -> dict:
    """Settings of a book that is whole in one language, on paper or with ``--language``: without pages in another."""
    spoken = language.of_build()
    if spoken == language.SOURCE and not os.environ.get(PAPER):
        return {}
    contents = book_files.read_toc(source)
    folders = tuple(f"{code}/" for code in language.known()[1:])
    for part in contents.get("parts", []):
        part["chapters"] = [one for one in part["chapters"] if not one.get("file", "").startswith(folders)]
    if "parts" in contents:
        contents["parts"] = [part for part in contents["parts"] if part["chapters"]]
    path = staging / "contents.yml"
    path.write_text(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return {"external_toc_path": str(path), "language": spoken}


def warm() -> None:
    """Import what a build needs, and read nothing: a fork of this process then builds without that wait."""
    for name in ("jupyter_book.sphinx", "sphinx.application", "myst_nb.sphinx_ext", "sphinx_external_toc"):
        importlib.import_module(name)
    for name in ("sphinxcontrib.bibtex", "jupyter_cache", "sphinx.builders.html", OURS, "coursebook.publish.kernel"):
        importlib.import_module(name)


def sphinx(source: Path, staging: Path, environment: dict[str, str]) -> int:
    """Write the pages to ``staging/html``; returns 0 if there was no warning.

    Args:
        source: the book's folder.
        staging: the folder for the site, the doctrees and the cache of outputs.
        environment: variables that Sphinx and the cells see.
    """
    changes = {"nb_execution_cache_path": str(staging / "cache")}
    return forked(source, staging / "html", changes, environment, {"warningiserror": True, "keep_going": True})


def templates(source: Path, folder: Path) -> int:
    """Write a template of each page's text to ``folder/gettext``, without running a cell; returns 0 if Sphinx could."""
    changes = {"nb_execution_mode": "off", "gettext_compact": False, "nitpicky": False, "suppress_warnings": BEYOND}
    return forked(source, folder / "gettext", changes, {}, {"builder": "gettext", "quiet": True})


def forked(source: Path, out: Path, changes: dict, environment: dict[str, str], options: dict) -> int:
    """Let Sphinx work in a fork of this process; returns its exit code.

    Args:
        source: the book's folder.
        out: the folder that it writes; its doctrees lie beside it.
        changes: what is set over :func:`settings`.
        environment: variables that it sees.
        options: of Jupyter Book's function that calls it.
    """
    child = multiprocessing.get_context("fork").Process(target=_run, args=(source, out, changes, environment, options))
    child.start()
    child.join()
    return child.exitcode or 0


def prepare_bibliography(entries: Iterable = ()) -> None:
    """Tell pybtex where its plugins are, and set entries before a build asks for them.

    It asks for plugins at each citation, and would look through all that is installed; and Sphinx has each entry set
    twice, for the bibliography and for what a citation says. ``entries`` stay known to the forks of this process.
    """
    from pybtex.plugin import find_plugin, register_plugin
    from pybtex.style import FormattedEntry
    from sphinxcontrib.bibtex import plugin

    for group, name in CITING:
        register_plugin(group, name, find_plugin(group, name), force=True)
    for name in REFERRING[1:]:
        plugin.register_plugin(REFERRING[0], name, plugin.find_plugin(REFERRING[0], name), force=True)
    style = find_plugin("pybtex.style.formatting", "plain")
    known: dict = {}

    class Once(style):
        def format_entry(self, label, entry, bib_data=None):
            if entry.key not in known or known[entry.key][0] != entry:
                known[entry.key] = entry, super().format_entry(label, entry, bib_data).text
            return FormattedEntry(entry.key, known[entry.key][1], label)

    register_plugin("pybtex.style.formatting", "plain", Once, force=True)
    for entry in entries:
        Once().format_entry("", entry)


def _is_prepared() -> bool:
    from pybtex.plugin import find_plugin

    return find_plugin("pybtex.style.formatting", "plain").__module__ == __name__


def _run(source: Path, out: Path, changes: dict, environment: dict[str, str], options: dict) -> None:
    os.environ.update(environment)
    # This process ends with the build: looking for garbage among all doctrees costs a tenth of it. What is frozen is not
    # looked through by the table of contents either, which asks the collector for one object of Sphinx.
    gc.disable()
    gc.freeze()
    from jupyter_book.sphinx import build_sphinx

    if not _is_prepared():
        prepare_bibliography()
    result = build_sphinx(
        str(source),
        str(out),
        noconfig=True,
        path_config=str(source / "_config.yml"),
        doctreedir=str(out.with_name("doctrees")),
        # What is whole is known from the environment of this process.
        confoverrides=settings(source) | whole(source, out.parent) | changes,
        **options,
    )
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(result if isinstance(result, int) else 2)
