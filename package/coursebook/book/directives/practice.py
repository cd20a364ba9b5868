"""Practice questions on a page: the directives ``question`` and ``practice-summary``.

Only questions marked ``use: practice`` can be shown. The answer with the feedback for every choice stands in a fold that
opens without a script; a script checks in the page and moves the fitting feedback to the front.

Why not ``teachbooks-questions`` (tried: 0.4.0)? It has feedback for each option, but one for all wrong numbers; its
options are ``div`` elements that neither the keyboard nor a screen reader reaches; its number field loads MathLive from
another host; and its questions live on the page alone, while ours also go to notebooks and course systems.
"""

from __future__ import annotations

import html
import os

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book.directive import EvidenceDirective
from coursebook.book.directives import code_field
from coursebook.book.explorers import PAPER
from coursebook.book.facts import fact, plain_figures
from coursebook.evidence import EvidenceError
from coursebook.evidence.wording import plain
from coursebook.exercises.questions import Question, questions, shuffled
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
            raise EvidenceError(Fault("exercises/", "", wrong, nearest(id, shown)))
        question = shown[id]
        self.env.note_dependency(str(project.current().exercises / question.chapter / "quiz.yml"))
        pages = getattr(self.env, "coursebook_practice", {})
        self.env.coursebook_practice = pages
        pages.setdefault(self.env.docname, []).append(id)
        paper = bool(os.environ.get(PAPER))
        box: list[nodes.Node] = [
            _raw(
                f'<section class="cb-question" id="question-{id}" data-kind="{question.kind}" aria-labelledby="prompt-{id}">'
                f'<div id="prompt-{id}" class="cb-prompt">'
            ),
            *self._blocks(question.prompt),
            _raw(f'</div><{"div" if paper else "form"} class="cb-form">'),
            *getattr(self, f"_{question.kind}")(question, paper),
        ]
        if paper:
            return [*box, _raw("</div></section>")]
        return [
            *box,
            _raw(
                f'<div class="cb-buttons" hidden><button type="submit">{_("Check")}</button>'
                + (f'<button type="button" class="cb-halt" hidden>{_("Stop")}</button>' if question.kind == "code" else "")
                + (f'<button type="button" class="cb-hint">{_("Hint")}</button>' if question.hints else "")
                + f'<button type="reset">{_("Try again")}</button></div></form><div class="cb-verdict-said" role="status"></div>'
            ),
            *self._hints(question),
            _raw(f'<details class="cb-answer"><summary>{_("Answer and feedback")}</summary>'),
            *self.answer(question),
            _raw("</details></section>"),
        ]

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

    def _hints(self, question: Question) -> list[nodes.Node]:
        made: list[nodes.Node] = []
        for hint in question.hints:
            made += [_raw('<div class="cb-hint-said" hidden>'), *self._blocks(hint), _raw("</div>")]
        return made

    def _single(self, question: Question, paper: bool) -> list[nodes.Node]:
        kind = "radio" if question.kind == "single" else "checkbox"
        made = [
            _raw(f'<fieldset><legend class="cb-unseen">{_("One answer") if kind == "radio" else _("One or more")}</legend>')
        ]
        for place, option in enumerate(question.cells["options"]):
            mark = "☐ " if paper else f'<input type="{kind}" name="{question.id}" value="{place}"> '
            made += [
                _raw(f'<label class="cb-choice">{mark}<span>'),
                *self._inline(option["text"]),
                _raw("</span></label>"),
            ]
        return [*made, _raw("</fieldset>")]

    _multiple = _single

    def _numeric(self, question: Question, paper: bool) -> list[nodes.Node]:
        unit = html.escape(question.cells["unit"])
        field = (
            "______________"
            if paper
            else f'<input type="text" inputmode="decimal" id="number-{question.id}" autocomplete="off">'
        )
        return [
            _raw(
                f'<label class="cb-number" for="number-{question.id}">{_("Your number ({unit})").format(unit=unit)}</label>{field}'
            )
        ]

    def _selects(self, question: Question, left: list[str], choices: list[str], paper: bool) -> list[nodes.Node]:
        made = []
        for place, text in enumerate(left):
            options = "".join(f'<option value="{value}">{html.escape(words)}</option>' for value, words in enumerate(choices))
            field = (
                "____ "
                if paper
                else f'<select id="{question.id}-{place}" data-place="{place}"><option value="">{_("choose")}</option>{options}</select> '
            )
            made += [
                _raw(f'<div class="cb-line">{field}<label for="{question.id}-{place}">'),
                *self._inline(text),
                _raw("</label></div>"),
            ]
        return made

    def _ordering(self, question: Question, paper: bool) -> list[nodes.Node]:
        items = question.cells["items"]
        order = shuffled(items, question.id)
        right = ",".join(str(place) for place in order)
        lines = self._selects(question, [items[place] for place in order], [str(n + 1) for n in range(len(items))], paper)
        return [_raw(f'<div class="cb-lines" data-right="{right}">'), *lines, _raw("</div>")]

    def _matching(self, question: Question, paper: bool) -> list[nodes.Node]:
        pairs = question.cells["pairs"]
        order = shuffled(pairs, question.id)
        choices = [plain_figures(pairs[place]["right"]) for place in order]
        right = ",".join(str(order.index(place)) for place in range(len(pairs)))
        listed = "".join(f"<li>{html.escape(words)}</li>" for words in choices) if paper else ""
        lines = self._selects(question, [pair["left"] for pair in pairs], choices, paper)
        return [
            _raw(f'<div class="cb-lines" data-right="{right}">'),
            *lines,
            _raw(f"</div><ul>{listed}</ul>" if listed else "</div>"),
        ]

    def _code(self, question: Question, paper: bool) -> list[nodes.Node]:
        return [_raw(code_field.html_of(question, paper))]

    def answer(self, question: Question) -> list[nodes.Node]:
        """The key with the feedback for each choice or wrong method."""
        made: list[nodes.Node] = []

        def part(mark: str, right: bool, title: str, text: str) -> None:
            made.extend(
                [
                    _raw(f'<div class="cb-feedback" data-for="{mark}" data-right="{int(right)}">'),
                    nodes.paragraph(
                        "",
                        "",
                        *([nodes.strong("", "", *self._inline(title))] if title else []),
                        nodes.Text(" "),
                        *self._inline(text),
                    ),
                    _raw("</div>"),
                ]
            )

        cells = question.cells
        if question.kind in ("single", "multiple"):
            for place, option in enumerate(cells["options"]):
                right = bool(option.get("right"))
                part(
                    str(place),
                    right,
                    (_("Right: {option}") if right else _("Wrong: {option}")).format(option=option["text"]),
                    option["feedback"],
                )
        elif question.kind == "numeric":
            key = _("Key: {number} {unit}").format(number=plain(round(question.key, 2)), unit=html.escape(cells["unit"]))
            made.append(_raw(f'<p data-key="{question.key:.10g}" data-tolerance="{cells["tolerance"]:g}">{key}</p>'))
            part("key", True, "", cells["feedback"])
            for value, feedback in question.wrong_methods:
                part(f"{value:.10g}", False, "", feedback)
        elif question.kind == "ordering":
            items = [nodes.list_item("", nodes.paragraph("", "", *self._inline(item))) for item in cells["items"]]
            made.append(nodes.enumerated_list("", *items))
            part("right", True, "", cells["feedback"])
            part("wrong", False, "", cells["wrong"])
        elif question.kind == "code":
            made.append(_raw(f'<div class="highlight"><pre>{html.escape(cells["answer"])}</pre></div>'))
            part("right", True, "", cells["feedback"])
        else:
            for place, pair in enumerate(cells["pairs"]):
                part(str(place), False, f"{pair['left']}: {pair['right']}.", pair["feedback"])
            part("right", True, "", cells["feedback"])
        return made


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


class SummaryDirective(QuestionDirective):
    """How far a reader has come with the page's questions; on paper, the key."""

    required_arguments = 0

    def printed(self):
        ids = getattr(self.env, "coursebook_practice", {}).get(self.env.docname, [])
        if not os.environ.get(PAPER):
            clear, kept = _("Clear my answers"), _("They are kept in this browser only.")
            said = f'<button type="button">{clear}</button> <span class="cb-fine">{kept}</span>'
            return [_raw(f'<div class="cb-progress" hidden><p role="status"></p>{said}</div>')]
        made: list[nodes.Node] = [_raw(f'<section class="cb-key"><p class="cb-title">{_("Key to the questions")}</p>')]
        for id in ids:
            asked = questions()[id]
            made += [_raw('<div class="cb-key-entry">'), *self._blocks(asked.prompt), *self.answer(asked), _raw("</div>")]
        return [*made, _raw("</section>")]


def _purge(app: Sphinx, env, docname: str) -> None:
    getattr(env, "coursebook_practice", {}).pop(docname, None)


def setup(app: Sphinx) -> None:
    app.add_directive("question", QuestionDirective)
    app.add_directive("practice-summary", SummaryDirective)
    app.connect("env-purge-doc", _purge)
