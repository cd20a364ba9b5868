"""What all directives that print evidence share."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from coursebook import language, project
from coursebook.book import languages
from coursebook.evidence import InputError

logger = logging.getLogger(__name__)


def kept(made: nodes.Element, spoken: str) -> nodes.Element:
    """Mark what stayed in another language than the one spoken now."""
    if spoken != language.current():
        made["classes"].append(languages.KEPT)
    return made


class EvidenceDirective(SphinxDirective):
    """A directive that prints evidence, or stops the build with a message that names page and fix."""

    def run(self):
        try:
            with language.speaking(languages.of_page(self.env.docname)):
                return self.printed()
        except InputError as error:
            logger.warning(str(error), location=self.get_location(), type="coursebook", subtype="evidence")
            return []

    def printed(self) -> list[nodes.Node]:
        raise NotImplementedError

    def cited(self, role: str, key: str) -> list[nodes.Node]:
        """A citation as the bibliography's own role makes it, so that it is counted there."""
        holder = nodes.container()
        self.state.nested_parse(StringList([f"{{{role}}}`{key}`"], self.env.docname), 0, holder)
        return holder.children[0].children if holder.children else []

    @property
    def up(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * self.env.docname.count("/")

    def to(self, page: str, anchor: str) -> str:
        """The address of an anchor on another page, seen from this one."""
        return f"{self.up}{page}.html#{anchor}"

    def to_table(self, name: str, anchor: str = "") -> str:
        """The address of a table's page, or of an anchor on it, seen from this one."""
        return self.to(f"{project.current().settings.pages.datasets}/{name}", anchor or name)
