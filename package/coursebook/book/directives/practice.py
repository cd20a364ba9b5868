"""Practice questions on a page: the directives ``question`` and ``practice-summary``.

Only questions marked ``use: practice`` can be shown. The answer with the feedback for every choice stands in a fold that
opens without a script; a script checks in the page and moves the fitting feedback to the front.

Why not ``teachbooks-questions`` (tried: 0.4.0)? It has feedback for each option, but one for all wrong numbers; its
options are ``div`` elements that neither the keyboard nor a screen reader reaches; its number field loads MathLive from
another host; and its questions live on the page alone, while ours also go to notebooks and course systems.
"""

from __future__ import annotations

import os

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from coursebook import language, project
from coursebook.book import languages
from coursebook.book.directive import EvidenceDirective
from coursebook.book.explorers import PAPER
from coursebook.book.facts import fact
from coursebook.book.tables import raw
from coursebook.evidence import InputError
from coursebook.evidence.roles import plain_figures
from coursebook.evidence.texts import whole
from coursebook.exercises import form
from coursebook.exercises.questions import questions, said
from coursebook.faults import Fault, nearest
from coursebook.language import gettext as _


class QuestionDirective(EvidenceDirective):
    """One practice question of the bank, by its id."""

    required_arguments = 1

    def printed(self):
        id = self.arguments[0]
        shown = {name: one for name, one in questions().items() if one.use == "practice"}
        if id not in shown:
            wrong = f"There is no practice question '{id}'."
            raise InputError(Fault("exercises/", "", wrong, nearest(id, shown)))
        self.env.note_dependency(str(project.current().exercises / shown[id].chapter / "quiz.yml"))
        vars(self.env).setdefault("coursebook_practice", {}).setdefault(self.env.docname, []).append(id)
        question, spoken = whole(lambda: said(shown[id]))
        with language.speaking(spoken):
            made = self._nodes(form.question(question, plain_figures, bool(os.environ.get(PAPER))))
        if spoken != languages.of_page(self.env.docname):
            box = made[0].astext().replace('class="cb-question"', f'class="cb-question" lang="{spoken}"', 1)
            made[0] = raw(box)
        for block in (part for node in made for part in node.findall(nodes.TextElement)):
            # It comes from the bank, and is translated there (see coursebook.exercises.questions.said).
            if not isinstance(block, nodes.Inline):
                block["translatable"] = False
        return made

    def _nodes(self, pieces: list[form.Piece]) -> list[nodes.Node]:
        made: list[nodes.Node] = []
        for piece in pieces:
            if isinstance(piece, str):
                made.append(raw(piece))
            elif isinstance(piece, form.Paragraph):
                title = [nodes.strong("", "", *self._inline(piece.title)), nodes.Text(" ")] if piece.title else []
                made.append(nodes.paragraph("", "", *title, *self._inline(piece.text)))
            else:
                made += self._blocks(piece.text) if piece.block else self._inline(piece.text)
        return made

    def _blocks(self, text: str) -> list[nodes.Node]:
        """Markdown as nodes; figures keep their anchors but are no links, since a link cannot stand in a label."""
        holder = nodes.container()
        self.state.nested_parse(StringList(text.splitlines(), self.env.docname), 0, holder)
        for printed in list(holder.findall(fact)):
            printed.replace_self(nodes.inline("", "", *printed.children, ids=printed["ids"], classes=["cb-generated"]))
        for paragraph in holder.children:
            paragraph.line = self.lineno
        return holder.children

    def _inline(self, text: str) -> list[nodes.Node]:
        return [child for block in self._blocks(text) for child in block.children]


class SummaryDirective(QuestionDirective):
    """How far a reader has come with the page's questions; on paper, the key."""

    required_arguments = 0

    def printed(self):
        ids = getattr(self.env, "coursebook_practice", {}).get(self.env.docname, [])
        if not os.environ.get(PAPER):
            return [raw(form.progress(_("They are kept in this browser only.")))]
        made: list[nodes.Node] = [raw(f'<section class="cb-key"><p class="cb-title">{_("Key to the questions")}</p>')]
        for id in ids:
            asked, _spoken = whole(lambda id=id: said(questions()[id]))
            made += [
                raw('<div class="cb-key-entry">'),
                *self._blocks(asked.prompt),
                *self._nodes(form.answer(asked)),
                raw("</div>"),
            ]
        return [*made, raw("</section>")]


def _purge(app: Sphinx, env, docname: str) -> None:
    getattr(env, "coursebook_practice", {}).pop(docname, None)


def setup(app: Sphinx) -> None:
    app.add_directive("question", QuestionDirective)
    app.add_directive("practice-summary", SummaryDirective)
    app.connect("env-purge-doc", _purge)
