"""What a practice question of kind ``code`` shows: a field with what is given, the beginning of an answer, and the calls that check it."""

from __future__ import annotations

import html

from coursebook.exercises import code_questions
from coursebook.exercises.questions import Question
from coursebook.language import gettext as _


def html_of(question: Question, paper: bool) -> str:
    """The field and the calls, each with what it should give; on paper the beginning alone."""
    starter, given = (html.escape(question.cells.get(name, "")) for name in ("starter", "given"))
    lines = "".join(
        f"<li><code>{html.escape(call)}</code> {_('should give')} <code>{html.escape(value)}</code></li>"
        for call, value in code_questions.wanted(question)
    )
    field = (
        f"<pre>{starter}</pre>"
        if paper
        else f'<label class="cb-unseen" for="code-{question.id}">{_("Your Python")}</label><textarea class="cb-editor" '
        f'id="code-{question.id}" rows="{len(starter.splitlines()) + 1}" spellcheck="false" autocapitalize="off" '
        f'autocomplete="off">{starter}</textarea>'
    )
    before = f'<div class="highlight"><pre class="cb-given">{given}</pre></div>' if given else ""
    return f'{before}{field}<ul class="cb-checks">{lines}</ul>'
