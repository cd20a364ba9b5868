"""What the directives of the manual share."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from coursebook import project

# By this class the search knows what a page of the manual prints (see coursebook.publish.search), and the rule on typed
# figures knows that nobody typed it.
CLASSES = ["cb-manual", "cb-generated"]


class ManualDirective(SphinxDirective):
    """A directive that prints a part of the package; its page is read again when any module or schema changes."""

    def run(self) -> list[nodes.Node]:
        for path in (*project.PACKAGE.rglob("*.py"), *project.PACKAGE.rglob("*_schema.json")):
            self.env.note_dependency(str(path))
        return self.printed()

    def printed(self) -> list[nodes.Node]:
        raise NotImplementedError

    def section(self, title: str, id: str, *content: nodes.Node) -> nodes.section:
        """A section of the page, named for links in the contents; its id is also its anchor."""
        made = nodes.section(ids=[id], names=[nodes.fully_normalize_name(title)], classes=list(CLASSES))
        made += nodes.title(title, "", nodes.literal(title, title))
        made += list(content)
        self.state.document.note_explicit_target(made, made)
        return made


def paragraphs(text: str) -> list[nodes.paragraph]:
    """A text without mark-up as paragraphs, which blank lines part; its double backquotes are code."""
    return [nodes.paragraph("", "", *marked(" ".join(part.split()))) for part in text.split("\n\n") if part.strip()]


def marked(text: str) -> Iterable[nodes.Node]:
    """Texts and code of a line in which code stands between backquotes."""
    for place, part in enumerate(text.replace("``", "`").split("`")):
        if part:
            yield nodes.literal(part, part) if place % 2 else nodes.Text(part)


def described(terms: Iterable[tuple[str, str]], classes: Iterable[str] = ()) -> nodes.definition_list:
    """A list of terms in code, each with its text."""
    made = nodes.definition_list(classes=list(classes))
    for term, text in terms:
        item = nodes.definition_list_item("", nodes.term("", "", nodes.literal(term, term)))
        item += nodes.definition("", *(paragraphs(text) or [nodes.paragraph()]))
        made += item
    return made
