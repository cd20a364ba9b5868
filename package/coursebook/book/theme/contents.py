"""The two lists of contents on every page: of the book, and of the page."""

from __future__ import annotations

import html
import re

from sphinx.application import Sphinx

from coursebook import language
from coursebook.book import languages


def book_contents(app: Sphinx, page: str) -> str:
    """The parts of the book and their pages; pages within pages only where the reader is.

    Args:
        page: the page that the list stands on, which is marked as the current one.
    """
    site_map = app.config.external_site_map
    root = site_map.root
    say = language.translations(languages.of_page(page)).gettext
    lists = [_list(app, page, [root.docname])]
    for tree in root.subtrees:
        if languages.of_page(page) != language.of_build() and all(languages.split(name)[1] != name for name in tree.files()):
            continue  # on a page in another language, its translations stand in their own places
        # A part of pages in another language names itself in that language.
        spoken = languages.of_page(next(iter(tree.files()), ""))
        own = tree.caption == say(tree.caption) and spoken != languages.of_page(page)
        mark = f' lang="{spoken}"' if own else ""
        caption = f'<p class="cb-part"{mark}>{html.escape(say(tree.caption))}</p>' if tree.caption else ""
        lists.append(caption + _list(app, page, tree.files()))
    return "\n".join(lists)


def _list(app: Sphinx, page: str, names: list[str]) -> str:
    return "<ul>" + "".join(_item(app, page, name) for name in names) + "</ul>"


def _item(app: Sphinx, page: str, name: str) -> str:
    name = re.sub(r"\.(md|ipynb|rst)$", "", name)
    here = languages.of_page(page)
    if languages.split(name)[1] == name:  # not one that is listed as a translation
        name = languages.versions(app, name).get(here, name)
    title = app.env.titles[name].astext() if name in app.env.titles else name
    current = ' aria-current="page"' if name == page else ""
    # A title is in the language of its page, which may not be that of the page round the list.
    spoken = languages.of_text(app, name)
    if spoken != here:
        said = language.translations(here).gettext(title)
        current += f' lang="{spoken}"' if said == title else f' hreflang="{spoken}"'
        title = said
    title = html.escape(title)
    item = app.config.external_site_map.get(name)
    root = app.config.external_site_map.root
    inner = ""
    if item and item is not root and item.subtrees:
        below = [re.sub(r"\.(md|ipynb|rst)$", "", file) for file in item.child_files()]
        if page == name or page in below:
            inner = _list(app, page, below)
    return f'<li><a href="{html.escape(app.builder.get_relative_uri(page, name)) or "#"}"{current}>{title}</a>{inner}</li>'


def page_contents(toc: str) -> str:
    """Sphinx's list of a page's headings, without the page's own title and without classes.

    Args:
        toc: the HTML that Sphinx makes, a list of one entry that holds the list of sections.
    """
    inner = toc[toc.find("<ul>", toc.find("<ul>") + 1) : toc.rfind("</li>")] if toc.count("<ul>") > 1 else ""
    return re.sub(r' class="[^"]*"|<span class="pre">|(?<=\w)</span>', "", inner).strip()
