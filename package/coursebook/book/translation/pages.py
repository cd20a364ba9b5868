"""A page in a language's folder: another page's text in that language.

Its text comes through the catalogue ``locale/<code>/LC_MESSAGES/<page>.po``; what its figures, questions and claims say,
through ``locale/<code>/content.po``. The fields of its own front matter stand before those of the page that it
translates. What a translator has not done yet stays English and is marked.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.i18n import Locale

from coursebook import language
from coursebook.book.languages import KEPT, catalogue, of_page, split
from coursebook.evidence import texts
from coursebook.evidence.front_matter import parted
from coursebook.language import SOURCE
from coursebook.language import gettext as _
from coursebook.language import noted as N_

# Where the builder of templates leaves what translated pages ask for beside their own text.
ASKED = "asked.json"
# How the bibliography cites a page without a year.
UNDATED = N_(", n.d.")
SUMMARY = re.compile(r'(?<=<details class="cb-fold">)<summary>([^<]+)</summary>')


class PageLocale(Locale):
    """Sphinx's own translation of a page's text, for one page in a language's folder."""

    @property
    def env(self):
        """The environment; while this translates, with the name of the page whose catalogue is used."""
        env = self.document.settings.env
        return _Under(env, split(env.docname)[1])

    def apply(self, **kwargs) -> None:
        code, original = split(self.env.own)
        if original == self.env.own:
            return
        before, self.config.language = self.config.language, code
        try:
            super().apply(**kwargs)
        finally:
            self.config.language = before
        self._mark()
        _words_of_folds(self.document)

    def _mark(self) -> None:
        """What has no translation says that it is English."""
        for node in list(self.document.findall(nodes.TextElement)):
            if node.get("translated") is False and re.search(r"[^\W\d_]{2}", node.astext()):
                node[:] = [nodes.inline("", "", *node.children, classes=[KEPT])]


class _Under:
    """An environment under the name of another page: roles and links still belong to the page itself."""

    def __init__(self, env, page: str):
        self._env, self.docname, self.own = env, page, env.docname

    def __getattr__(self, name: str):
        return getattr(self._env, name)


def _words_of_folds(document: nodes.document) -> None:
    """The line of a fold that is written as HTML, which Sphinx does not translate."""
    for raw in document.findall(nodes.raw):
        said = SUMMARY.sub(lambda match: f"<summary{_kept(match[1])}</summary>", raw.astext())
        if said != raw.astext():
            raw.children[:], raw.rawsource = [nodes.Text(said)], said


def _kept(source: str) -> str:
    said, spoken = texts.whole(lambda: texts.text(html.unescape(source)))
    return (f' lang="{spoken}">' if spoken != language.current() else ">") + html.escape(said)


def text_of(root: Path, page: str) -> str:
    """The Markdown of a page; for one in a language's folder, that of the page that it translates.

    Its front matter are the fields of both, its own first; the kernel's name tells its outputs from those in English.

    Args:
        root: the book's folder.
        page: its name, such as ``uk/index``.
    """
    path = root / f"{page}.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    code, original = split(page)
    other = root / f"{original}.md"
    if original == page or not other.is_file():
        return text
    fields, body = parted(other.read_text(encoding="utf-8"))
    fields |= parted(text)[0]
    if "kernelspec" in fields:
        fields["kernelspec"] = {**fields["kernelspec"], "display_name": f"{fields['kernelspec']['display_name']} ({code})"}
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{body}"


def _choose(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Of a whole book Sphinx draws templates of the landing page, which it must read, and of what is or has a translation."""
    if app.builder.name != "gettext":
        return
    named = {app.config.root_doc}
    for page in env.found_docs:
        code, original = split(page)
        if original != page:
            named |= {page, original}
        elif any(catalogue(app, page, one).is_file() for one in language.known()[1:]):
            named.add(page)
    env.project.docnames &= named
    pages[:] = [page for page in pages if page in named]


def _read(app: Sphinx, page: str, source: list[str]) -> None:
    """Read a page in its language, and one in a language's folder with the text of the page that it translates."""
    language.speak(of_page(page))
    code, original = split(page)
    if original == page or language.of_build() != SOURCE:
        return
    used = (Path(app.env.doc2path(original)), catalogue(app, original, code), *language.files(code)[1:])
    for path in used:
        app.env.note_dependency(str(path))
    source[0] = text_of(Path(app.srcdir), page)
    if app.builder.name == "gettext":
        app.coursebook_asking = texts.noting()
        asked(app)[page] = app.coursebook_asking.__enter__()


def asked(app: Sphinx) -> dict[str, set[str]]:
    """page -> the texts that it asks for, while templates are drawn."""
    return vars(app).setdefault("coursebook_asked", {})


def _note(app: Sphinx, doctree: nodes.document) -> None:
    if getattr(app, "coursebook_asking", None):
        for reference in doctree.findall(pending_xref):
            if reference["refdomain"] == "cite":
                for key in reference["reftarget"].split(","):
                    texts.who(key.strip())
        app.coursebook_asking.__exit__(None, None, None)
        app.coursebook_asking = None


def _leave(app: Sphinx, error: Exception | None) -> None:
    if app.builder.name == "gettext" and not error:
        said = {page: sorted(messages) for page, messages in asked(app).items()}
        (Path(app.outdir) / ASKED).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _write(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Write a page in its language."""
    language.speak(of_page(page))


def _cite(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Citations name those who say so in the language of the page."""
    if split(page)[1] == page:
        return
    for cited in doctree.findall(nodes.inline):
        if "bibtex-citation" in cited["classes"]:
            for link in cited.findall(nodes.reference):
                said, undated, _rest = link.astext().partition(UNDATED)
                link[:] = [nodes.Text(texts.name(said) + (_(UNDATED) if undated else ""))]


def _end(app: Sphinx, *_given: object) -> list:
    """What follows speaks the language of the book; nothing is added to the pages."""
    language.speak(None)
    return []


def setup(app: Sphinx) -> None:
    app.connect("env-before-read-docs", _choose)
    # Before other parts read the text, and before they add to the page.
    app.connect("source-read", _read, priority=100)
    app.connect("env-updated", _end, priority=100)
    app.connect("doctree-resolved", _write, priority=100)
    app.connect("doctree-resolved", _cite)
    app.connect("html-collect-pages", _end, priority=100)
    app.connect("doctree-read", _note, priority=900)
    app.connect("build-finished", _leave)
    app.add_transform(PageLocale)
