"""A practice question as a form that ``question.js`` checks: HTML, and between its pieces the texts that an author wrote.

Who shows it turns the texts into what it prints: the book's pages into nodes, a package for a learning system into HTML.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coursebook.evidence.wording import plain
from coursebook.exercises.questions import Question, shuffled
from coursebook.language import gettext as _
from coursebook.language import noted as N_

# What the script says, by the names that it knows; ``{name}`` is filled in by the script.
WORDS = {
    "right": N_("Right."),
    "wrong": N_("Not yet."),
    "first": N_("Answer first, then check."),
    "missing": N_("What you chose is right, but something is missing."),
    "strange": N_("That number comes from none of the usual ways. Look at the unit and at what is divided by what."),
    "scaled": N_("The digits fit, but not the unit: look at what your number is asked in."),
    "unread": N_("“{text}” is not a number. Write it in digits alone, such as 1234.5."),
    "twice": N_("Two lines have the same place. Give each its own, then check."),
    "undo": N_("Bring my answers back"),
    "progress": N_("{right} of {all} questions answered rightly, {first} at the first try."),
    "decimal": N_("decimal sign|."),
}


@dataclass(frozen=True)
class Text:
    """Markdown of the author's; a ``block`` has paragraphs, else it stands within a line."""

    text: str
    block: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Markdown as a paragraph; ``title`` stands before it in bold."""

    text: str
    title: str = ""


Piece = str | Text | Paragraph


def question(one: Question, figures: Callable[[str], str], paper: bool = False) -> list[Piece]:
    """The whole form: prompt, fields, buttons, hints, and the answer with its feedback in a fold.

    Args:
        one: the question.
        figures: a text with its roles as plain text, for the choices of a list, which take no markup.
        paper: to be filled in with a pen: no buttons, no hints and no answer.
    """
    kind, id = one.kind, one.id
    box: list[Piece] = [
        f'<section class="cb-question" id="question-{id}" data-kind="{kind}" aria-labelledby="prompt-{id}">'
        f'<div id="prompt-{id}" class="cb-prompt">',
        Text(one.prompt, block=True),
        f'</div><{"div" if paper else "form"} class="cb-form">',
        *_FIELDS[kind](one, figures, paper),
    ]
    if paper:
        return [*box, "</div></section>"]
    halt = f'<button type="button" class="cb-halt" hidden>{_("Stop")}</button>' if kind == "code" else ""
    hint = f'<button type="button" class="cb-hint">{_("Hint")}</button>' if one.hints else ""
    box.append(
        f'<div class="cb-buttons" hidden><button type="submit">{_("Check")}</button>{halt}{hint}'
        f'<button type="reset">{_("Try again")}</button></div></form><div class="cb-verdict-said" role="status"></div>'
    )
    for text in one.hints:
        box += ['<div class="cb-hint-said" hidden>', Text(text, block=True), "</div>"]
    fold = f'<details class="cb-answer"><summary>{_("Answer and feedback")}</summary>'
    return [*box, fold, *answer(one), "</details></section>"]


def progress(kept: str) -> str:
    """The line below the questions: how far a reader has come, a button that clears it, and where it is kept."""
    said = f'<button type="button">{_("Clear my answers")}</button> <span class="cb-fine">{kept}</span>'
    return f'<div class="cb-progress" hidden><p role="status"></p>{said}</div>'


def answer(one: Question) -> list[Piece]:
    """The key with the feedback for each choice or wrong method."""
    made: list[Piece] = []
    cells = one.cells

    def part(mark: str, right: bool, title: str, text: str) -> None:
        made.extend(
            [f'<div class="cb-feedback" data-for="{mark}" data-right="{int(right)}">', Paragraph(text, title), "</div>"]
        )

    if one.kind in ("single", "multiple"):
        for place, option in enumerate(cells["options"]):
            right = bool(option.get("right"))
            title = _("Right: {option}") if right else _("Wrong: {option}")
            part(str(place), right, title.format(option=option["text"]), option["feedback"])
    elif one.kind == "numeric":
        key = _("Key: {number} {unit}").format(number=plain(round(one.key, 2)), unit=html.escape(cells["unit"]))
        made.append(f'<p data-key="{one.key:.10g}" data-tolerance="{cells["tolerance"]:g}">{key}</p>')
        part("key", True, "", cells["feedback"])
        for value, feedback in one.wrong_methods:
            part(f"{value:.10g}", False, "", feedback)
    elif one.kind == "ordering":
        made.append("<ol>")
        for item in cells["items"]:
            made += ["<li>", Paragraph(item), "</li>"]
        made.append("</ol>")
        part("right", True, "", cells["feedback"])
        part("wrong", False, "", cells["wrong"])
    elif one.kind == "code":
        made.append(f'<div class="highlight"><pre>{html.escape(cells["answer"])}</pre></div>')
        part("right", True, "", cells["feedback"])
    else:
        for place, pair in enumerate(cells["pairs"]):
            part(str(place), False, f"{pair['left']}: {pair['right']}.", pair["feedback"])
        part("right", True, "", cells["feedback"])
    return made


def _choices(one: Question, figures: Callable[[str], str], paper: bool) -> list[Piece]:
    kind = "radio" if one.kind == "single" else "checkbox"
    legend = _("One answer") if kind == "radio" else _("One or more")
    made: list[Piece] = [f'<fieldset><legend class="cb-unseen">{legend}</legend>']
    for place, option in enumerate(one.cells["options"]):
        mark = "☐ " if paper else f'<input type="{kind}" name="{one.id}" value="{place}"> '
        made += [f'<label class="cb-choice">{mark}<span>', Text(option["text"]), "</span></label>"]
    return [*made, "</fieldset>"]


def _numeric(one: Question, figures: Callable[[str], str], paper: bool) -> list[Piece]:
    label = _("Your number ({unit})").format(unit=html.escape(one.cells["unit"]))
    blank = f'<input type="text" inputmode="decimal" id="number-{one.id}" autocomplete="off">'
    return [f'<label class="cb-number" for="number-{one.id}">{label}</label>{"______________" if paper else blank}']


def _selects(one: Question, left: Iterable[str], choices: Iterable[str], paper: bool) -> list[Piece]:
    options = "".join(f'<option value="{value}">{html.escape(words)}</option>' for value, words in enumerate(choices))
    made: list[Piece] = []
    for place, text in enumerate(left):
        id = f"{one.id}-{place}"
        field = f'<select id="{id}" data-place="{place}"><option value="">{_("choose")}</option>{options}</select>'
        # A place stands before its line, as a number does; what is matched to a line stands after it.
        before, after = ("____ ", "") if paper else (f"{field} ", "") if one.kind == "ordering" else ("", f" {field}")
        made += [f'<div class="cb-line">{before}<label for="{id}">', Text(text), f"</label>{after}</div>"]
    return made


def _ordering(one: Question, figures: Callable[[str], str], paper: bool) -> list[Piece]:
    items = one.cells["items"]
    order = shuffled(items, one.id)
    lines = _selects(one, [items[place] for place in order], [str(n + 1) for n in range(len(items))], paper)
    return [f'<div class="cb-lines" data-right="{",".join(map(str, order))}">', *lines, "</div>"]


def _matching(one: Question, figures: Callable[[str], str], paper: bool) -> list[Piece]:
    pairs = one.cells["pairs"]
    order = shuffled(pairs, one.id)
    choices = [figures(pairs[place]["right"]) for place in order]
    right = ",".join(str(order.index(place)) for place in range(len(pairs)))
    listed = "".join(f"<li>{html.escape(words)}</li>" for words in choices) if paper else ""
    lines = _selects(one, [pair["left"] for pair in pairs], choices, paper)
    return [f'<div class="cb-lines" data-right="{right}">', *lines, f"</div><ul>{listed}</ul>" if listed else "</div>"]


def _code(one: Question, figures: Callable[[str], str], paper: bool) -> list[Piece]:
    starter, given = (html.escape(one.cells.get(name, "")) for name in ("starter", "given"))
    id, said = f"code-{one.id}", _("should give")
    before = f'<div class="highlight"><pre class="cb-given">{given}</pre></div>' if given else ""
    field = (
        f'<label class="cb-unseen" for="{id}">{_("Your Python")}</label><textarea class="cb-editor" id="{id}" '
        f'rows="{len(starter.splitlines()) + 1}" spellcheck="false" autocapitalize="off" autocomplete="off">{starter}</textarea>'
    )
    lines = "".join(
        f"<li><code>{html.escape(call)}</code> {said} <code>{html.escape(value)}</code></li>" for call, value in one.calls
    )
    return [f'{before}{f"<pre>{starter}</pre>" if paper else field}<ul class="cb-checks">{lines}</ul>']


_FIELDS = {
    "single": _choices,
    "multiple": _choices,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "code": _code,
}
