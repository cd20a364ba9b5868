"""Addresses of the site: its map, the page for those that do not exist, and pages that lead on from old ones."""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import yaml
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from coursebook import book_files, language, project
from coursebook.book.explorers import PAPER
from coursebook.book.head import metadata
from coursebook.evidence.released import last
from coursebook.faults import Fault, InputError, nearest
from coursebook.language import gettext as _

logger = logging.getLogger(__name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# A page that leads on from an old address; a build takes away those that are no longer wanted.
MARK = '<meta name="generator" content="coursebook redirect">'
PAGE = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*")
# The page for a wrong address is shown at any depth, so it brings its style itself.
STYLE = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:0 auto;padding:2rem 1rem}"
    "a{color:#0b57a4;display:inline-block;min-height:44px;line-height:44px}ul{list-style:none;padding:0}"
    "@media(prefers-color-scheme:dark){body{background:#14181d;color:#e6e8ea}a{color:#8fc3ff}}"
)
# A browser that is told of no icon asks the host for one.
NO_ICON = '<link rel="icon" href="data:,">'


def redirects(source: Path) -> dict[str, str]:
    """Old page -> new page, from ``redirects.yml``; empty without the file.

    Raises:
        InputError: the file is no list of pages.
    """
    path = source / project.current().redirects.name
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    except yaml.YAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if getattr(error, "problem_mark", None) else ""
        raise InputError(Fault(path.name, line, "This is not YAML.", "write 'old/page: new/page'.")) from None
    if not isinstance(read or {}, dict):
        raise InputError(Fault(path.name, "", "This is no list of pages.", "write 'old/page: new/page', one a line."))
    return {str(old): str(new) for old, new in (read or {}).items()}


def pages(source: Path) -> list[str]:
    """Every page of a book's table of contents, sorted."""
    return sorted(entry.page for entry in book_files.entries(source))


def _faults(env: BuildEnvironment) -> Iterator[Fault]:
    known = set(env.found_docs)
    file = project.current().redirects.name
    try:
        moved = redirects(Path(env.srcdir))
    except InputError as error:
        yield from error.faults
        return
    for old, new in moved.items():
        if not PAGE.fullmatch(old):
            yield Fault(file, f"'{old}'", "This is no name of a page.", "write it as in _toc.yml, without .html.")
        elif old in known:
            yield Fault(file, f"'{old}'", "The page exists, so nobody needs to be led on.", "take the line out.")
        if new not in known:
            yield Fault(file, f"'{old}'", f"It leads to '{new}', which is no page.", nearest(new, known))
    # The list of released pages is that of this book, and of no other that a test builds.
    if Path(env.srcdir).resolve() == project.current().root.resolve() and language.of_build() == language.SOURCE:
        for page in last()["pages"]:
            if page not in known and page not in moved:
                fix = f"add '{page}: <new page>' to {file}, or bring the page back."
                yield Fault("_toc.yml", "", f"The page '{page}' was released and is gone.", fix)


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    # Paper and templates for translators have no addresses, and leave pages out.
    for fault in () if os.environ.get(PAPER) or app.builder.name == "gettext" else _faults(env):
        logger.warning(str(fault), type="coursebook", subtype="address")


def leading(old: str, new: str, base: str) -> str:
    """A page that leads on, with a link for those whose browser does not."""
    to = posixpath.relpath(f"{new}.html", posixpath.dirname(old) or ".")
    canonical = urljoin(base, f"{new}.html") if base else to
    moved, here = html.escape(_("This page has moved.")), html.escape(_("Go to its new address"))
    return (
        f'<!DOCTYPE html>\n<html lang="{language.of_build()}"><head><meta charset="utf-8">{MARK}'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{moved}</title>'
        f'<meta name="description" content="{moved}"><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{html.escape(canonical)}"><meta http-equiv="refresh" content="0; url={html.escape(to)}">'
        f'{NO_ICON}<style>{STYLE}</style></head><body><main><h1>{moved}</h1><p><a href="{html.escape(to)}">{here}</a></p></main></body></html>\n'
    )


def missing(app: Sphinx, base: str) -> str:
    """The page for an address that does not exist, in every language of the book.

    Its links begin at the root of the host, since nobody knows at which depth it is shown.
    """
    root = urlsplit(base).path or "/"
    parts, titles = [], []
    for code in language.known():
        page = f"{code}/{app.config.root_doc}" if code != language.of_build() else app.config.root_doc
        if page not in app.env.found_docs:
            continue
        with language.speaking(code):
            title = html.escape(_("There is no page at this address"))
            links = [(page, _("To the first page of the book")), ("search", _("Search"))]
            listed = "".join(f'<li><a href="{root}{to}.html">{html.escape(text)}</a></li>' for to, text in links)
            what = html.escape(_("The address may have been mistyped, or the page may have moved."))
            level = "h2" if titles else "h1"
            titles.append(title)
            parts.append(f'<section lang="{code}"><{level}>{title}</{level}><p>{what}</p><ul>{listed}</ul></section>')
    return (
        f'<!DOCTYPE html>\n<html lang="{language.of_build()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{titles[0]} · {html.escape(app.config.project)}</title><meta name="description" content="{titles[0]}">'
        f"{NO_ICON}<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def sitemap(app: Sphinx) -> bytes:
    """Every page of the book by its public address (the protocol of sitemaps.org)."""
    ElementTree.register_namespace("", SITEMAP)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for page in sorted(app.env.found_docs):
        place = ElementTree.SubElement(ElementTree.SubElement(root, f"{{{SITEMAP}}}url"), f"{{{SITEMAP}}}loc")
        place.text = metadata.address(app, page)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _write(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    out, base = Path(app.outdir), metadata.base(app)
    for path in out.rglob("*.html"):
        if path.stat().st_size < 4096 and MARK in path.read_text(encoding="utf-8"):
            path.unlink()
    for old, new in redirects(Path(app.srcdir)).items():
        path = out / f"{old}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(leading(old, new, base), encoding="utf-8")
    (out / "404.html").write_text(missing(app, base), encoding="utf-8")
    (out / "sitemap.xml").unlink(missing_ok=True)
    if base:
        (out / "sitemap.xml").write_bytes(sitemap(app))


def setup(app: Sphinx) -> None:
    app.connect("env-check-consistency", _check)
    app.connect("build-finished", _write)
