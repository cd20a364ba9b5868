"""Commit, then see: a reader types a forecast before a figure opens, and then sees both."""

from __future__ import annotations

import html
import math
import os
from dataclasses import dataclass, replace
from typing import Any

from coursebook import language
from coursebook.evidence.texts import all_of, whole
from coursebook.evidence.texts import text as text_of
from coursebook.faults import FigureError
from coursebook.figures import Shown
from coursebook.figures.explorer import BUILDING
from coursebook.language import gettext as _

__all__ = ["Predict"]

MIME = "application/vnd.coursebook.predict+json"
MOST_ANSWERS = 6


@dataclass(frozen=True)
class Predict:
    """A question whose answer is a number, or a few; the figure opens once the reader has committed.

    Args:
        title: the question.
        answers: the true value of each number asked for, by its label.
        unit: what the numbers count, in words.
        reveal: the figure that shows the data, from :func:`coursebook.figures.show`.
        low, high: the ends of what may be typed.
        step: how fine the score is told: 1 for whole numbers, 0.1 for tenths.

    Raises:
        FigureError: no title or unit, no answer or more than six, an answer outside the ends.
    """

    title: str
    answers: dict[str, float]
    unit: str
    reveal: Shown
    low: float
    high: float
    step: float = 1

    def __post_init__(self):
        if not self.title.strip() or not self.unit.strip():
            raise FigureError(f"'{self.title}' lacks a title or a unit. Fix: pass both.")
        if not 1 <= len(self.answers) <= MOST_ANSWERS:
            raise FigureError(f"'{self.title}' asks for {len(self.answers)} numbers. Fix: ask for one to {MOST_ANSWERS}.")
        for label, value in self.answers.items():
            if not math.isfinite(float(value)) or not self.low <= float(value) <= self.high:
                raise FigureError(
                    f"'{self.title}': the answer to '{label}' is {value}, outside {self.low} to {self.high}. "
                    "Fix: widen low= and high=."
                )

    def html(self, id: str) -> str:
        """The question, its fields and the hidden figure; without a script the figure can be opened by hand."""
        fields = "".join(
            f'<div class="cb-control"><label for="{id}-{count}">{html.escape(label)}</label>'
            f'<input type="text" id="{id}-{count}" data-low="{self.low:g}" data-high="{self.high:g}" '
            f'data-true="{float(value):.10g}" inputmode="decimal" autocomplete="off" required></div>'
            for count, (label, value) in enumerate(self.answers.items())
        )
        return (
            f'<section class="cb-predict" id="{id}" aria-labelledby="{id}-title" data-unit="{html.escape(self.unit)}" '
            f'data-decimals="{max(0, -math.floor(math.log10(self.step)))}">'
            f'<p class="cb-title" id="{id}-title">{html.escape(self.title)}</p>'
            f'<form class="cb-controls" aria-label="{_("Your forecast")}" hidden>{fields}'
            f'<div class="cb-buttons"><button type="submit">{_("Commit, then see")}</button>'
            f'<button type="reset" hidden>{_("Forget my forecast")}</button></div>'
            f'<p class="cb-fine">{_("In {unit}. Your numbers stay in this browser.").format(unit=html.escape(self.unit))}</p>'
            f"</form><noscript><p>{_('Write your forecast down before you open the data.')}</p></noscript>"
            '<div class="cb-score" role="status"></div>'
            f'<details class="cb-reveal"><summary>{_("Show the data")}</summary>{self.reveal._repr_html_()}</details></section>'
        )

    def paper(self) -> str:
        """The question with room for an answer, and the figure below, for a page that is printed."""
        lines = "".join(f"<li>{html.escape(label)}: ______________</li>" for label in self.answers)
        return (
            f'<section class="cb-predict"><p class="cb-title">{html.escape(self.title)}</p>'
            f"<p>{_('Write your forecast down before you look below, in {unit}.').format(unit=html.escape(self.unit))}</p>"
            f"<ul>{lines}</ul></section>"
            f"{self.reveal._repr_html_()}"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        text = f"{self.title} {self.reveal!r}"
        if os.environ.get(BUILDING):
            said, spoken = whole(self._said)
            kept = f' lang="{spoken}"' if spoken != language.current() else ""
            made = {"html": said.html("{id}"), "paper": said.paper()}
            made = {form: code.replace('class="cb-predict"', f'class="cb-predict"{kept}', 1) for form, code in made.items()}
            return {MIME: {"title": self.title, **made}, "text/plain": text}
        return {"text/html": self._live(), "text/plain": text}

    def _said(self) -> Predict:
        """The same in the language spoken now.

        Raises:
            Untranslated: one of its words has no translation.
        """
        answers = dict(zip(all_of(self.answers), self.answers.values(), strict=True))
        return replace(self, title=text_of(self.title), answers=answers, unit=text_of(self.unit))

    def _live(self) -> str:
        """In a notebook there is no script: the question, then the figure behind a fold."""
        asked = _("Write your forecast down ({answers}; in {unit}), then open the data.").format(
            answers=html.escape(", ".join(self.answers)), unit=html.escape(self.unit)
        )
        return (
            f"<p><strong>{html.escape(self.title)}</strong> {asked}</p>"
            f"<details><summary>{_('Show the data')}</summary>{self.reveal._repr_html_()}</details>"
        )
