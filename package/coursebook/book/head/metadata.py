"""The head of each page: description, social card, data for machines and for reference managers, and the cite box.

The base address of the published book is Jupyter Book's own ``html: baseurl:`` in ``_config.yml``. What
only makes sense with one (canonical address, card, sitemap) is left out without it.
"""

from __future__ import annotations

import contextlib
import html
import os
import re
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook import language, project
from coursebook.book import languages, links, words
from coursebook.book.descriptions import description
from coursebook.book.directives.chapters import chapters
from coursebook.book.explorers import PAPER
from coursebook.book.head import cards, cite
from coursebook.book.head.citation import Citation, book
from coursebook.book.head.schema_org import Page, dataset, learning_resource, script
from coursebook.evidence import InputError
from coursebook.evidence.bibliography import reference_text
from coursebook.evidence.tables import resources
from coursebook.exercises.questions import outcomes
from coursebook.language import gettext as _


def base(app: Sphinx) -> str:
    """The address under which the book is published, ending in a slash; empty while it has none."""
    given = (app.config.html_baseurl or "").strip()
    return given.rstrip("/") + "/" if given else ""


def address(app: Sphinx, page: str) -> str:
    """The public address of a page; empty while the book has none."""
    return urljoin(base(app), app.builder.get_target_uri(page)) if base(app) else ""


def _cited(env: BuildEnvironment, page: str) -> list[str]:
    texts = []
    for key in links.cited(env, page):
        with contextlib.suppress(InputError):
            texts.append(reference_text(key))
    return sorted(texts)


def _page(app: Sphinx, name: str, title: str, body: str, kind: str | None) -> Page:
    chapter = name.rpartition("/")[2]
    original = languages.split(name)[1]
    # A chapter's minutes are those that stand under its title.
    known = chapters(app).get(original)
    return Page(
        title=book()["title"] if kind == "book" else title,
        description=description(app.env, name),
        language=languages.of_text(app, name),
        address=address(app, name),
        kind=kind or "page",
        words=0 if known else len(re.sub(r"<svg.*?</svg>|<pre.*?</pre>|<[^>]+>", " ", body, flags=re.S).split()),
        minutes=known.minutes if known else 0,
        teaches=list(outcomes().get(chapter, {}).values()) if kind == "chapter" and original == name else [],
        cites=_cited(app.env, name) if kind == "chapter" else [],
    )


def _tags(app: Sphinx, page: Page, site: str, cited: Citation | None, card: str | None) -> str:
    """``meta`` elements: description, Open Graph, and the ``citation_`` tags that Zotero reads."""
    named = {"description": page.description}
    of = book()
    if cited:
        named |= {"citation_title": cited.title, "citation_author": of["author"]}
        named |= {"citation_publication_date": of["date"].replace("-", "/"), "citation_language": page.language}
        named |= {"citation_publisher": of["author"]}
        if cited.kind == "chapter":
            named["citation_inbook_title"] = of["title"]
        if page.address:
            named["citation_public_url"] = page.address
    properties = {
        "og:title": page.title,
        "og:description": page.description,
        "og:type": "book" if page.kind == "book" else "article",
        "og:site_name": site,
        "og:locale": languages.locale(page.language),
    }
    if page.address:
        properties["og:url"] = page.address
    if card:
        properties |= {"og:image": urljoin(base(app), card), "og:image:width": str(cards.WIDTH)}
        properties |= {"og:image:height": str(cards.HEIGHT), "og:image:alt": page.title}
        named["twitter:card"] = "summary_large_image"
    made = [f'<meta name="{key}" content="{html.escape(text)}">' for key, text in named.items()]
    made += [f'<meta property="{key}" content="{html.escape(text)}">' for key, text in properties.items()]
    return "\n".join(made)


def _links(app: Sphinx, name: str) -> str:
    """The feed of corrections, and the same page in other languages."""
    up = "../" * name.count("/")
    title = html.escape(_("Corrections"))
    made = [f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{up}corrections.xml">']
    return "\n".join([*made, *languages.alternates(app, name, base(app))])


def _fill(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    if app.builder.format != "html":
        return
    with language.speaking(languages.of_page(name)):
        _fill_in(app, name, context, doctree)


def _fill_in(app: Sphinx, name: str, context: dict, doctree: nodes.document | None) -> None:
    languages.fill(app, name, context)
    body = context.get("body") or ""
    head = []
    if doctree is None:
        about = _("Part of {book}.").format(book=book()["title"])
        head.append(f'<meta name="description" content="{html.escape(about)}">')
    else:
        kind = cite.kind_of(name, app.config.root_doc)
        title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title") or name)).strip()
        page = _page(app, name, title, body, kind)
        cited = cite.citation(name, app.config.root_doc, title, book()["title"], page.address)
        card = cards.write(app, name, title, body) if base(app) else None
        head.append(_tags(app, page, app.config.project, cited, card))
        table = name.removeprefix(project.current().settings.pages.datasets + "/")
        if kind == "dataset" and table in resources():
            file = f"data/{resources()[table]['path']}"
            where = urljoin(base(app), file) if base(app) else "../" * name.count("/") + file
            head.append(script(dataset(table, page, where)))
        else:
            head.append(script(learning_resource(page)))
        head.append(_links(app, name))
        if cited:
            cite.write(app, name, cited)
            body += "" if os.environ.get(PAPER) else cite.box(name, cited)
    context["body"] = body
    terms = project.current().settings.book.licence_name
    more = {"author": book()["author"], "year": book()["year"], "book": app.config.project, "terms": terms}
    head.append(words.block(body, more))
    # Sphinx's own tag would say the same twice.
    kept = re.sub(r'<meta [^>]*name="description"[^>]*>\s*', "", context.get("metatags") or "")
    context["metatags"] = "\n".join([kept.strip(), *filter(None, head)]) + "\n"


def setup(app: Sphinx) -> None:
    # Before the scripts of the page are chosen by what its body holds.
    app.connect("html-page-context", _fill, priority=400)
