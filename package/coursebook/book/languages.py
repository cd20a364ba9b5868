"""The language of each page: its interface, its text, and the switch to the same page in another.

The folder ``<code>/`` of the book holds pages in another language, each named after the page that it
translates (see :mod:`coursebook.book.translation.pages`). They are built in the same run as the English book. With ``--language`` the
whole book speaks the language, and pages without a catalogue say in their HTML that their text is English.
"""

from __future__ import annotations

import html
import os
import re
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from urllib.parse import urljoin

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.util.i18n import CatalogRepository

from coursebook import language, project
from coursebook.book.explorers import PAPER
from coursebook.language import SOURCE, split
from coursebook.language import gettext as _
from coursebook.language import noted as N_
from coursebook.settings import Language

# The class of what stands in the place of a translation that is missing.
KEPT = "cb-kept"
MARKED = re.compile(rf'(<\w+ )class="((?:[^"]* )?{KEPT})"')


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
        address = html.escape(str(one["address"]))
        links += f'<a href="{address}" lang="{one["code"]}" hreflang="{one["code"]}"{here}>{one["name"]}</a>'
    return f'<nav class="cb-languages" aria-label="{html.escape(_("Language"))}">{links}</nav>' if links else ""


def alternates(app: Sphinx, page: str, base: str) -> list[str]:
    """The ``link`` elements that name the same page in other languages; search engines want full addresses."""
    known = versions(app, page)
    if len(known) < 2 or not base:
        return []
    places = {code: urljoin(base, app.builder.get_target_uri(name)) for code, name in known.items()}
    return [f'<link rel="alternate" hreflang="{code}" href="{html.escape(place)}">' for code, place in places.items()]


def fill(app: Sphinx, page: str, context: dict) -> None:
    """Make the theme's templates speak the page's language, and put the switch on the landing pages."""
    code = of_page(page)
    context["language"] = code
    context["cb_languages"] = choices(app, page)
    if code != SOURCE:
        ours, sphinx = language.translations(code), _of_sphinx(code)

        def say(message: str) -> str:
            translated = ours.gettext(message)
            return translated if translated != message else sphinx.gettext(message)

        context["_"] = context["gettext"] = say
        context.update(_home(app, code))
    body = MARKED.sub(rf'\1lang="{SOURCE}" class="\2"', context.get("body") or "")
    context["toc"] = MARKED.sub(rf'\1lang="{SOURCE}" class="\2"', context.get("toc") or "")
    if code != of_text(app, page) and page in app.env.found_docs:
        body = f'<div lang="{of_text(app, page)}">{body}</div>'
    # A theme with a place for the switch has it on every page; a landing page has it first.
    several = page in app.env.found_docs and len(versions(app, page)) > 1
    body = _unread(app, page, body)
    if (several or split(page)[1] == app.config.root_doc) and not os.environ.get(PAPER):
        body = switch(context["cb_languages"]) + body
        # One switch a page: two would be two landmarks of one name.
        context["cb_languages"] = []
    sign = N_("Link to this heading")
    context["body"] = body.replace(f'title="{sign}"', f'title="{html.escape(context["_"](sign))}"') if code != SOURCE else body
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


def _unread(app: Sphinx, page: str, body: str) -> str:
    """Under its title, a translation that no native speaker has read says so: ``unread: true`` in its front matter."""
    if not app.env.metadata.get(page, {}).get("unread"):
        return body
    original = html.escape(app.builder.get_relative_uri(page, split(page)[1]))
    said = _("No native speaker has read this translation yet. Where it is unclear, the English page holds.")
    note = f'<p class="cb-unread">{said} <a href="{original}" lang="{SOURCE}" hreflang="{SOURCE}">{_about(SOURCE).name}</a></p>'
    return body.replace("</h1>", f"</h1>{note}", 1)


def _home(app: Sphinx, code: str) -> dict[str, str]:
    """The first page of the book in a language, as the templates know the first page of the book."""
    home = f"{code}/{app.config.root_doc}"
    return {"root_doc": home, "docstitle": app.env.titles[home].astext()} if home in app.env.titles else {}


def _compile(app: Sphinx) -> None:
    """Sphinx compiles the catalogues of its own language only."""
    for code in language.known()[1:]:
        for found in CatalogRepository(app.srcdir, app.config.locale_dirs, code, "utf-8").catalogs:
            if found.is_outdated():
                found.write_mo(code)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _compile)
