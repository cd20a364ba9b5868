"""What is said of each chapter elsewhere: its question, its place, how long it takes, how many questions it asks."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook.book import languages
from coursebook.book.descriptions import description
from coursebook.book.head.cite import kind_of
from coursebook.book.tables import raw
from coursebook.evidence.roles import plain_figures
from coursebook.exercises.times import time_of
from coursebook.language import gettext as _
from coursebook.language import ngettext

# A question of fewer words, such as "Does it?", needs the sentences before it.
FEWEST_WORDS = 5
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZА-ЯІЇЄҐ“\"])")


@dataclass(frozen=True)
class Chapter:
    """One chapter as other pages speak of it."""

    page: str
    title: str
    question: str
    place: int
    of: int
    minutes: int
    asks: int

    @property
    def address(self) -> str:
        """Its file, seen from the top of the site."""
        return f"{self.page}.html"

    @property
    def size(self) -> str:
        """How long it takes and how many questions it asks, in words."""
        parts = [_("{minutes} min").format(minutes=self.minutes)]
        if self.asks:
            parts.append(ngettext("{count} question", "{count} questions", self.asks).format(count=self.asks))
        return " · ".join(parts)


def names(app: Sphinx) -> list[str]:
    """The chapters in the order of the contents."""
    site_map = app.config.external_site_map
    found = [re.sub(r"\.(md|ipynb|rst)$", "", name) for tree in site_map.root.subtrees for name in tree.files()]
    return [name for name in found if kind_of(name, site_map.root.docname) == "chapter" and languages.split(name)[1] == name]


def chapters(app: Sphinx) -> dict[str, Chapter]:
    """Every chapter by its page; read when all pages have been."""
    known, listed, practice = noted(app.env), names(app), getattr(app.env, "coursebook_practice", {})
    return {
        page: Chapter(
            page,
            title=app.env.titles[page].astext(),
            question=known[page],
            place=place,
            of=len(listed),
            minutes=time_of(Path(app.env.doc2path(page))).whole,
            asks=len(practice.get(page, [])),
        )
        for place, page in enumerate(listed, 1)
        if page in known and page in app.env.titles
    }


def noted(env: BuildEnvironment) -> dict[str, str]:
    """page -> its question, kept with the environment."""
    return vars(env).setdefault("coursebook_chapters", {})


def question_of(doctree: nodes.document, written: str, description: str) -> str:
    """The question of a chapter.

    Args:
        doctree: the page.
        written: the front matter's ``question:``, which goes before all.
        description: of the page; its first sentence stands in for a question.
    """
    if written:
        return written
    for paragraph in doctree.findall(nodes.paragraph):
        section = paragraph.parent
        if not isinstance(section, nodes.section) or isinstance(section.parent, nodes.section):
            continue
        for sentence in SENTENCE.split(" ".join(paragraph.astext().split())):
            if sentence.endswith("?") and len(sentence.split()) >= FEWEST_WORDS:
                return sentence
    return SENTENCE.split(description)[0]


def _read(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    if kind_of(page, app.config.root_doc) != "chapter":
        return
    written = plain_figures(str(app.env.metadata.get(page, {}).get("question", "")))
    noted(app.env)[page] = question_of(doctree, written, description(app.env, page))


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    noted(env).pop(docname, None)


def _place(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Under a chapter's title: its place in the book and what it takes."""
    title = next(iter(doctree.findall(nodes.title)), None)
    here = chapters(app).get(languages.split(docname)[1]) if title else None
    if here:
        place = _("Chapter {place} of {all}").format(place=here.place, all=here.of)
        line = f'<p class="cb-place">{html.escape(f"{place} · {here.size}")}</p>'
        title.parent.insert(title.parent.index(title) + 1, raw(line))


def _template(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """The next page's question, for the link that leads on."""
    known = chapters(app)
    names = list(known)
    following = names[names.index(page) + 1] if page in names[:-1] else None
    context["next_question"] = known[following].question if following else ""
    context["is_chapter"] = languages.split(page)[1] in known


def _again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Chapters speak of each other: when what they say has changed, all are written."""
    now = chapters(app)
    if now == getattr(env, "coursebook_chapters_printed", None):
        return []
    env.coursebook_chapters_printed = now
    return sorted(now)


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", _purge)
    app.connect("env-updated", _again)
    app.connect("doctree-read", _read)
    # Before the links that run the chapter.
    app.connect("doctree-resolved", _place, priority=400)
    app.connect("html-page-context", _template)
