"""The digit rule: a figure in prose comes out of the data, or the build stops.

Allowed are calendar years, the numbers of lists, names that hold digits (the closed list in
``data/designations.csv``), and whatever a role, code, citation or directive of ours prints.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util import logging

from coursebook import language, project
from coursebook.book.facts import fact
from coursebook.evidence import load
from coursebook.evidence.tables import resources

logger = logging.getLogger(__name__)

YEAR = re.compile(r"(?<![\d.,])(?:1[6-9]|20)\d\d(?:s|[–-](?:(?:1[6-9]|20)\d\d|\d\d))?(?![\d%])(?!,\d)")
SKIPPED = (
    fact,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.footnote,
    nodes.footnote_reference,
    nodes.citation,
    nodes.citation_reference,
    nodes.docinfo,
    nodes.field_list,
    nodes.problematic,
    nodes.system_message,
)


@project.cached
def names() -> re.Pattern:
    """Names that hold digits and may stand in prose; none in a book without the table ``designations``."""
    if "designations" not in resources():
        return re.compile(r"(?!)")
    listed = sorted(load("designations")["name"], key=len, reverse=True)
    # A name may stand across the end of a line.
    return re.compile("|".join(r"\s+".join(map(re.escape, name.split())) for name in listed), re.I)


@project.cached
def counted() -> re.Pattern:
    """Four digits and a noun that is counted: a figure, and no year, whatever its digits."""
    return re.compile(rf"\b\d{{4}}\s+(?:{'|'.join(project.current().settings.rules.counted)})\b")


def bare_figures(text: str) -> list[str]:
    """The words of a text that hold a figure typed by hand."""
    text = names().sub(" ", text)
    counts = counted().findall(text)
    left = YEAR.sub(lambda match: " " if not any(match[0] in hit for hit in counts) else match[0], text)
    return [word.strip("().,;:") for word in re.findall(r"\S*\d\S*", left)]


def _generated(node: nodes.Node) -> bool:
    while node is not None:
        if isinstance(node, SKIPPED) or (isinstance(node, pending_xref) and node.get("refdomain") == "cite"):
            return True
        if isinstance(node, nodes.Element) and (
            {"cb-generated", "cell_output", "bibtex"} & set(node.get("classes", ()))
            or node.get("nb_element") in ("cell_code_output", "cell_code_source")
        ):
            return True
        node = node.parent
    return False


def _check(app: Sphinx, doctree: nodes.document) -> None:
    if language.split(app.env.docname)[1] != app.env.docname:
        return  # a translation prints what its source prints (see coursebook.publish.messages.figure_faults)
    for text in doctree.findall(nodes.Text):
        if _generated(text.parent):
            continue
        for word in bare_figures(text.astext()):
            logger.warning(
                f"the figure '{word}' is typed into the text. Fix: print it with {{claim}}, {{datum}} or "
                "{number}; a name that holds digits belongs in data/designations.csv.",
                location=text.parent,
                type="coursebook",
                subtype="digit",
            )


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", _check)
