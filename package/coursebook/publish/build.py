"""Build the book: execute what changed, check everything, and swap the finished site in.

The book is built in ``_build/.staging``. Only a build without a warning replaces
``_build/html``, in one rename, so readers keep the last good site. Two builds never write into one folder at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from coursebook import language, project
from coursebook.book import parts
from coursebook.book.browser.lab import lab
from coursebook.book.browser.launch import LAB
from coursebook.book.explorers import PAPER
from coursebook.faults import BuildError
from coursebook.figures.explorer import BUILDING
from coursebook.publish import translate
from coursebook.publish.build_state import NOTED, hashed, is_fresh, state
from coursebook.publish.failures import cell_failures
from coursebook.publish.foreign import foreign_requests
from coursebook.publish.lock import locked
from coursebook.publish.outputs import run_outdated
from coursebook.publish.pages import sphinx
from coursebook.publish.passes import finish
from coursebook.settings import FILE

# Parts of the package that make no page.
NO_PAGE = ("__main__.py", "commands.py", "delivery", "grading", "lti", "new_book.py", "template")
# What works on finished pages, or on none: no page is read anew for it.
AFTERWARDS = tuple(
    project.PACKAGE / name for name in ("course", "editions", "publish/passes", "publish/print", "publish/slides")
)


def key(source: Path) -> str:
    """A hash of what decides every page: package, bibliography, questions, settings, lock. Data decide page by page."""
    book = project.current()
    bank = [path for path in book.exercises.rglob("*") if path.suffix in (".yml", ".py", ".md", ".json")]
    settings = [source / name for name in ("_config.yml", "_toc.yml", FILE, book.redirects.name)]
    settings += [book.root / "requirements.txt", book.citation]
    package = [path for path in _package() if not any(path.is_relative_to(folder) for folder in AFTERWARDS)]
    return hashed([*package, *bank, *settings, *book.numbers.glob("*.py"), book.bibliography])


def _package() -> list[Path]:
    # The theme's first lines stand in every page; its templates and styles Sphinx watches itself.
    first = (project.PACKAGE / "book" / "theme").glob("*.js")
    decides = [path for path in project.PACKAGE.rglob("*") if path.suffix in (".py", ".json", ".mplstyle", ".po")]
    return [*(path for path in decides if path.relative_to(project.PACKAGE).parts[0] not in NO_PAGE), *first]


def _evidence() -> list[Path]:
    book = project.current()
    return [*book.data.glob("*"), *book.numbers.glob("*.py"), book.bibliography]


def _faults_of_evidence() -> list:
    from coursebook.evidence.check import faults  # brings a library that only a check needs

    return faults()


def build(source: Path | None = None, out: Path | None = None, paper: bool = False, pyodide: Path | None = None) -> Path:
    """Build the site of ``source`` into ``out/html`` and return that folder.

    Args:
        source: the folder with ``_config.yml`` and ``_toc.yml``; that of the current book if it is not given.
        out: the folder for the site and for what makes the next build faster; ``_build`` of the book if not given.
        paper: make pages to be printed, in which explorers stand as their twins, without notebooks.
        pyodide: a folder or archive with the browser's Python; without one it comes from its public files.

    Raises:
        BuildError: the evidence is faulty, or Sphinx or a cell reports a warning.
    """
    source, out = source or project.current().root, out or project.current().build
    with locked(out):
        return _build(source, out, paper, pyodide)


def _build(source: Path, out: Path, paper: bool, pyodide: Path | None) -> Path:
    staging, site = out / ".staging", out / "html"
    wanted = state(source, paper, pyodide)
    finished = staging / NOTED
    if is_fresh(out, wanted):
        print("Nothing has changed since the last build.", flush=True)
        return site
    finished.unlink(missing_ok=True)
    _check(staging, "evidence", [*_package(), *_evidence()], _faults_of_evidence, "The evidence has {} faults")
    if source.resolve() == project.current().root:
        promised = [*_package(), *_evidence(), *parts.inputs()]
        _check(staging, "parts", promised, parts.faults, "The book has {} faults")
    templates = (project.PACKAGE / "book" / "theme").glob("*.html")
    translated = [*_package(), *project.current().texts.rglob("*.po"), *templates, source / "_toc.yml"]
    _check(staging, "translations", translated, translate.build_faults, "Translations have {} faults")
    _forget_stale(staging, source)
    # Reports of an earlier failure would be told again.
    reports = staging / "html" / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    environment = {BUILDING: "1", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    environment |= {PAPER: "1"} if paper else {}
    # The browser's notebooks are made meanwhile; below, what is finished is found, or its error raised.
    aside = multiprocessing.get_context("fork").Process(target=_made_aside, args=(source, out, pyodide))
    if not paper:
        aside.start()
    run_outdated(source, staging, environment)
    failed = sphinx(source, staging, environment)
    if not paper:
        aside.join()
    if failed:
        # What is faulty must be read again next time, or its fault would be told only once.
        shutil.rmtree(staging / "doctrees", ignore_errors=True)
        raised = "".join(f"\n  {line}" for line in cell_failures(reports, source))
        kept = f"\nThe last good site stands in {site}." if site.is_dir() else ""
        raise BuildError(f"The book was not built: see the warnings above, each with its file.{raised}{kept}")
    notebooks = None if paper or language.of_build() != language.SOURCE else lab(source, out, pyodide)
    staged = _copied(staging / "html", site)
    if not paper:
        finish(staged, source, staging, notebooks)
    fetched = foreign_requests(staged)
    if fetched:
        listed = "\n".join(f"  {line}" for line in fetched)
        raise BuildError(f"Pages would ask other hosts:\n{listed}\nFix: put a copy into the book, or only link to it.")
    if notebooks:
        # Links instead of copies: the same files again at every build.
        shutil.copytree(notebooks, staged / LAB, copy_function=os.link)
    _swap(staged, site)
    finished.write_text(wanted)
    return site


def _made_aside(source: Path, out: Path, pyodide: Path | None) -> None:
    with contextlib.suppress(BuildError):
        lab(source, out, pyodide)


def _check(staging: Path, name: str, files: list[Path], check: Callable[[], list], wrong: str) -> None:
    """Refuse to build from faulty files; what was found good is not checked again until one of them changes."""
    noted, now = staging / name, hashed(files)
    if noted.is_file() and noted.read_text() == now:
        return
    if found := check():
        listed = "\n".join(f"  {fault}" for fault in found)
        raise BuildError(f"{wrong.format(len(found))}, so nothing was built:\n{listed}")
    staging.mkdir(parents=True, exist_ok=True)
    noted.write_text(now)


def _forget_stale(staging: Path, source: Path) -> None:
    """Read every page anew when the package, the settings or the bibliography changed; outputs know by themselves."""
    noted = staging / "key"
    staging.mkdir(parents=True, exist_ok=True)
    if not noted.is_file() or noted.read_text() != key(source):
        for part in ("doctrees", "html"):
            shutil.rmtree(staging / part, ignore_errors=True)
        noted.write_text(key(source))


def _copied(fresh: Path, site: Path) -> Path:
    """A copy of the fresh site beside the old one, for the passes to change.

    No links: Sphinx writes into its files in place, and a build that fails must not reach what readers have.
    """
    staged = site.with_name(".coming")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(fresh, staged, ignore=shutil.ignore_patterns(".buildinfo*", "jupyter_execute"))
    return staged


def _swap(staged: Path, site: Path) -> Path:
    """Put the finished site in place of the old one with two renames."""
    previous = site.with_name(".going")
    shutil.rmtree(previous, ignore_errors=True)
    if site.is_dir():
        site.rename(previous)
    staged.rename(site)
    shutil.rmtree(previous, ignore_errors=True)
    return site
