"""The language of each page: its interface, its text, and the switch to the same page in another.

The folder ``<code>/`` of the book holds pages in another language, each named after the page that it
translates: its text is that page's, through the catalogue ``locale/<code>/LC_MESSAGES/<page>.po``; its
front matter is its own. They are built in the same run as the English book. With ``--language`` the
whole book speaks the language, and pages without a catalogue say in their HTML that their text is English.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from urllib.parse import urljoin

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.transforms.i18n import Locale
from sphinx.util.i18n import CatalogRepository

from coursebook import language, project
from coursebook.book.descriptions import attribute
from coursebook.book.explorers import PAPER
from coursebook.evidence.front_matter import HEAD
from coursebook.language import SOURCE
from coursebook.language import gettext as _
from coursebook.settings import Language


def split(page: str) -> tuple[str, str]:
    """The language of a page in a language's folder, and the page that it translates."""
    first, _slash, rest = page.partition("/")
    return (first, rest) if rest and first != SOURCE and first in language.known() else (language.of_build(), page)


def of_page(page: str) -> str:
    """The language that a page's interface speaks."""
    return split(page)[0]


def catalogue(app: Sphinx, page: str, code: str) -> Path:
    """Where the text of a page has its catalogue in a language, if it has one."""
    return Path(app.srcdir) / project.current().texts.name / code / "LC_MESSAGES" / f"{page}.po"


def of_text(app: Sphinx, page: str) -> str:
    """The language of a page's text, which may be English inside a translated interface."""
    code, original = split(page)
    return code if catalogue(app, original, code).is_file() else SOURCE


def _about(code: str) -> Language:
    return project.current().settings.languages.get(code, Language())


def locale(code: str) -> str:
    """A language as Open Graph writes it."""
    return _about(code).locale or code


def versions(app: Sphinx, page: str) -> dict[str, str]:
    """The same page in every language that this site has it in: code -> page name."""
    original = split(page)[1]
    if language.of_build() != SOURCE:
        return {language.of_build(): page}
    found = {SOURCE: original}
    for code in language.known()[1:]:
        if f"{code}/{original}" in app.env.found_docs:
            found[code] = f"{code}/{original}"
    return found


def choices(app: Sphinx, page: str) -> list[dict[str, str | bool]]:
    """What a switch offers on a page: for each language its name and where it leads, to the landing page at least."""
    here = of_page(page)
    root = app.config.root_doc
    offered = []
    for code in language.known():
        if language.of_build() != SOURCE:
            # The whole book in another language lies in a folder of the English one.
            up = "../" * (page.count("/") + 1)
            target = up + f"{page}.html" if code == SOURCE else ("" if code == here else f"{up}{code}/index.html")
        else:
            known = versions(app, page) if page in app.env.found_docs else {}
            other = known.get(code) or (root if code == SOURCE else f"{code}/{root}")
            if other not in app.env.found_docs:
                continue
            target = app.builder.get_relative_uri(page, other)
        offered.append({"code": code, "name": _about(code).name or code, "address": target or "#", "here": code == here})
    return offered if len(offered) > 1 else []


def switch(offered: list[dict[str, str | bool]]) -> str:
    """The switch as HTML."""
    links = ""
    for one in offered:
        here = ' aria-current="true"' if one["here"] else ""
        address = attribute(str(one["address"]))
        links += f'<a href="{address}" lang="{one["code"]}" hreflang="{one["code"]}"{here}>{one["name"]}</a>'
    return f'<nav class="cb-languages" aria-label="{attribute(_("Language"))}">{links}</nav>' if links else ""


def alternates(app: Sphinx, page: str, base: str) -> list[str]:
    """The ``link`` elements that name the same page in other languages; search engines want full addresses."""
    known = versions(app, page)
    if len(known) < 2 or not base:
        return []
    places = {code: urljoin(base, app.builder.get_target_uri(name)) for code, name in known.items()}
    return [f'<link rel="alternate" hreflang="{code}" href="{attribute(place)}">' for code, place in places.items()]


def fill(app: Sphinx, page: str, context: dict) -> None:
    """Make the theme's templates speak the page's language, and put the switch on the landing pages."""
    code = of_page(page)
    context["language"] = code
    context["cb_languages"] = choices(app, page)
    if code != SOURCE:
        ours, sphinx = language.translations(code), _of_sphinx(code)

        def say(message: str) -> str:
            told = ours.gettext(message)
            return told if told != message else sphinx.gettext(message)

        context["_"] = context["gettext"] = say
    body = context.get("body") or ""
    if code != of_text(app, page) and page in app.env.found_docs:
        body = f'<div lang="{of_text(app, page)}">{body}</div>'
    # A theme with a place for the switch has it on every page; a landing page has it first.
    if split(page)[1] == app.config.root_doc and not os.environ.get(PAPER):
        body = switch(context["cb_languages"]) + body
        # One switch a page: two would be two landmarks of one name.
        context["cb_languages"] = []
    sign = "Link to this heading"
    context["body"] = body.replace(f'title="{sign}"', f'title="{attribute(context["_"](sign))}"') if code != SOURCE else body
    # A reader is led on within one language.
    for way in ("prev", "next"):
        near = context.get(way)
        if near and language.of_build() == SOURCE and _leaves(near["link"], code):
            context[way] = None


def _leaves(link: str, code: str) -> bool:
    steps = [step for step in link.split("/") if step != ".."]
    first = steps[0] if len(steps) > 1 else ""
    return (first in language.known()) != (code != SOURCE)


def _of_sphinx(code: str) -> NullTranslations:
    # Not through sphinx.locale.init, which would change the language of all pages.
    path = Path(sphinx.locale.__file__).parent / code / "LC_MESSAGES" / "sphinx.mo"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)


class PageLocale(Locale):
    """Sphinx's own translation of a page's text, for one page in a language's folder."""

    def apply(self, **kwargs) -> None:
        code, original = split(self.env.docname)
        if original == self.env.docname:
            return
        with _as(self, original, code):
            super().apply(**kwargs)


@contextmanager
def _as(transform: Locale, page: str, code: str) -> Iterator[None]:
    config, data = transform.config, transform.env.temp_data
    before = config.language, data["docname"]
    config.language, data["docname"] = code, page
    try:
        yield
    finally:
        config.language, data["docname"] = before


def _read(app: Sphinx, page: str, source: list[str]) -> None:
    """A page in a language's folder has the text of the page that it translates, and front matter of its own."""
    original = split(page)[1]
    if original == page or language.of_build() != SOURCE:
        return
    path = Path(app.env.doc2path(original))
    app.env.note_dependency(str(path))
    app.env.note_dependency(str(catalogue(app, original, of_page(page))))
    own = HEAD.match(source[0])
    source[0] = (own[0] if own else "") + HEAD.sub("", path.read_text(encoding="utf-8"))


def _compile(app: Sphinx) -> None:
    """Sphinx compiles the catalogues of its own language only."""
    for code in language.known()[1:]:
        for found in CatalogRepository(app.srcdir, app.config.locale_dirs, code, "utf-8").catalogs:
            if found.is_outdated():
                found.write_mo(code)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _compile)
    app.connect("source-read", _read)
    app.add_transform(PageLocale)
