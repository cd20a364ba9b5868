"""Links that are known only when all pages are read: where a figure is used, what a page cites."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from coursebook import language
from coursebook.book import uses
from coursebook.book.directives.folds import folded
from coursebook.book.languages import KEPT, of_page
from coursebook.book.tables import link, paragraph
from coursebook.evidence.bibliography import reference_text
from coursebook.language import SOURCE, ngettext
from coursebook.language import gettext as _


class used_in(nodes.General, nodes.Element):
    """Stands for the links to every place that prints a claim or number, filled in when all pages are read."""


class cited_sources(nodes.General, nodes.Element):
    """Stands for the list of what a page cites, filled in when all pages are read."""


class SourcesDirective(SphinxDirective):
    """The sources that this page cites, each with its entry in the bibliography."""

    def run(self):
        return [cited_sources()]


def cited(env: BuildEnvironment, page: str) -> set[str]:
    """Keys of what a page cites; known when all pages are read."""
    references = env.get_domain("cite").citation_refs if "cite" in env.domains else []
    return {target.key for one in references if one.docname == page for target in one.targets}


def _fill_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(used_in)):
        places = sorted(set(uses.all_uses(app.env).get((node["kind"], node["id"]), [])))
        first: dict[str, str] = {}
        for page, anchor in places:
            if page != docname:
                first.setdefault(page, anchor)
        links: list[nodes.Node] = []
        for page, anchor in first.items():
            title = app.env.titles[page].astext()
            address = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            links += [nodes.Text(", " if links else ""), link(title, address)]
        node.replace_self(links or [nodes.Text(_("no chapter"))])


def _fill_sources(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """List what the page cites, with links to the bibliography's entries."""
    for node in list(doctree.findall(cited_sources)):
        entries = app.env.get_domain("cite").citations
        places = {entry.key: (entry.bibliography_key.docname, entry.citation_id) for entry in entries}
        listed = nodes.bullet_list(classes=["cb-sources"])
        for key in sorted(cited(app.env, docname) & places.keys(), key=reference_text):
            page, anchor = places[key]
            address = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            # A reference stands as the bibliography has it.
            with language.speaking(SOURCE):
                reference = link(reference_text(key), address)
            spoken = nodes.inline("", "", reference, classes=[KEPT] if of_page(docname) != SOURCE else [])
            listed += nodes.list_item("", paragraph(spoken))
        count = len(listed.children)
        said = ngettext("{count} source", "{count} sources", count).format(count=count)
        node.replace_self(folded([nodes.Text(said)], [listed], ["cb-fold"]) if count else [])


def setup(app: Sphinx) -> None:
    app.add_node(used_in)
    app.add_node(cited_sources)
    app.add_directive("sources", SourcesDirective)
    app.connect("doctree-resolved", _fill_uses)
    app.connect("doctree-resolved", _fill_sources)
