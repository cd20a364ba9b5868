"""One interactive figure with two lives: ipywidgets with a kernel, pre-rendered states without.

In a notebook the controls are ipywidgets and ``draw`` runs at every change. While the book
is built, every state is drawn once: the first stands in the page, the others in one
compressed file beside it (see :mod:`coursebook.book.explorers`).
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from coursebook import language
from coursebook.evidence.texts import Untranslated, text, whole
from coursebook.faults import FigureError
from coursebook.figures import Shown
from coursebook.figures.controls import Checkbox, Control, Dropdown, Radio, Range, Slider

__all__ = ["Checkbox", "Control", "Dropdown", "Explorer", "Radio", "Range", "Slider"]

MIME = "application/vnd.coursebook.explorer+json"
MOST_STATES = 200
# Set by `coursebook book build`: with it no widget is made, so no widget state reaches the page.
BUILDING = "COURSEBOOK_BUILDING"


class Explorer:
    """A figure that answers the reader's own question.

    Args:
        draw: called with the chosen values by name; returns what
            :func:`coursebook.figures.show` returns, with a title and a reading.
        title: the question that the explorer answers.
        controls: by the name of ``draw``'s argument, a :class:`Dropdown`, :class:`Radio`,
            :class:`Checkbox`, :class:`Slider` or :class:`Range`.
        paper: the states that stand for the explorer on paper, each as the words of its options by the
            control's name; controls left out stand at their first option. By default the first state.

    Raises:
        FigureError: more than 200 states, no control, something that is not a control, or a
            paper state that no control offers.
    """

    def __init__(
        self,
        draw: Callable[..., Shown],
        *,
        title: str,
        paper: Sequence[dict[str, str]] = (),
        **controls: Control,
    ):
        self.draw, self.title, self.controls = draw, title, controls
        if not title.strip():
            raise FigureError("The explorer has no title. Fix: pass title=, the question that it answers.")
        if not controls:
            raise FigureError(f"'{title}' has no control. Fix: pass at least one, such as measure=Dropdown(…).")
        for name, control in controls.items():
            if not isinstance(control, Control):
                raise FigureError(f"'{title}': {name} is a {type(control).__name__}. Fix: pass a control.")
        count = math.prod(len(control.options) for control in controls.values())
        if count > MOST_STATES:
            name, widest = max(controls.items(), key=lambda item: len(item[1].options))
            raise FigureError(
                f"'{title}' has {count} states, and {MOST_STATES} are the most. "
                f"Fix: give '{name}' fewer values; it has {len(widest.options)}."
            )
        self.paper = [self._key(chosen) for chosen in paper or [{}]]

    def _key(self, chosen: dict[str, str]) -> str:
        """The key of a state given in the words of its options; controls left out stand at their first."""
        for name, words in chosen.items():
            if name not in self.controls or words not in self.controls[name].options:
                raise FigureError(
                    f"'{self.title}': paper= names {name}: '{words}', which no control offers. "
                    f"Fix: use one of {', '.join(self.controls)} and the words of its options."
                )
        return "-".join(
            control.keys()[list(control.options).index(chosen[name]) if name in chosen else 0]
            for name, control in self.controls.items()
        )

    def state(self, **chosen: Any) -> Shown:
        """Draw one state.

        Raises:
            FigureError: ``draw`` raised, or gave no reading; the state is named.
        """
        try:
            shown = self.draw(**chosen)
        except Exception as error:
            raise FigureError(f"'{self.title}' cannot draw the state {chosen}: {error}") from error
        if not isinstance(shown, Shown):
            raise FigureError(f"'{self.title}', state {chosen}: draw returned no figure. Fix: return show(…).")
        if not shown.reading:
            raise FigureError(f"'{self.title}', state {chosen}: the figure has no reading. Fix: pass reading=.")
        return shown

    def states(self) -> dict[str, Shown]:
        """Every state by its key: the keys of the chosen values, such as ``0-2``; the first state first."""
        choices = [control.values().items() for control in self.controls.values()]
        return {
            "-".join(key for key, _ in picked): self.state(**dict(zip(self.controls, (v for _, v in picked), strict=True)))
            for picked in itertools.product(*choices)
        }

    def bundle(self) -> dict[str, Any]:
        """All states as plain data, for the page: what the MIME type ``vnd.coursebook.explorer`` holds.

        A notebook file sorts the keys of its outputs, so no order may rest on that of a dictionary.
        """
        made, spoken = whole(self._made)
        return made | ({"lang": spoken} if spoken != language.current() else {})

    def _made(self) -> dict[str, Any]:
        """All that a page shows, in one language.

        Raises:
            Untranslated: a word of a control or a state has no translation.
        """
        states = self.states()
        if any(shown.lang for shown in states.values()):
            raise Untranslated(self.title)
        credits: dict[str, dict[str, None]] = {}
        for shown in states.values():
            for name, keys in shown.credits.items():
                credits.setdefault(name, {}).update(dict.fromkeys(keys))
        # One source line stands for all states, so it names what is behind any of them.
        first = replace(next(iter(states.values())), credits={name: tuple(keys) for name, keys in credits.items()})
        return {
            "title": text(self.title),
            "name": self.title,
            "controls": [
                {"kind": control.kind, "html": control.html(name, f"{{id}}-{name}")} for name, control in self.controls.items()
            ],
            "first": next(iter(states)),
            "states": {
                key: [shown.title, shown.svg, shown.reading, shown.table_html(), list(shown.notes)]
                for key, shown in states.items()
            },
            "paper": self.paper,
            "source": first.source,
            "fold": first.fold,
            "alt": first.alt,
        }

    def _view_html_(self, key: str = "") -> str:
        """One state as HTML, by default the first, for a Python in a page, whose controls are the page's own.

        Raises:
            FigureError: no state has this key.
        """
        values = [one.values() for one in self.controls.values()]
        keys = key.split("-") if key else [next(iter(one)) for one in values]
        if len(keys) != len(values) or any(wanted not in one for wanted, one in zip(keys, values, strict=True)):
            raise FigureError(f"'{self.title}' has no state {key}. Fix: give it the controls of the page, or choose another.")
        chosen = {name: one[wanted] for name, one, wanted in zip(self.controls, values, keys, strict=True)}
        return self.state(**chosen)._repr_html_()

    def widget(self):
        """The explorer as ipywidgets, live in a kernel."""
        import ipywidgets
        from IPython.display import display

        widgets = {name: control.widget() for name, control in self.controls.items()}
        output = ipywidgets.Output()

        def redraw(_change=None):
            chosen = {name: self.controls[name].chosen(widget) for name, widget in widgets.items()}
            with output:
                output.clear_output(wait=True)
                display(self.state(**chosen))

        for widget in widgets.values():
            widget.observe(redraw, names="value")
        redraw()
        return ipywidgets.VBox([*widgets.values(), output])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        if os.environ.get(BUILDING):
            bundle = self.bundle()
            return {MIME: bundle, "text/plain": f"{self.title} {bundle['alt']}"}
        widget = self.widget()
        return widget._repr_mimebundle_(include=include, exclude=exclude)
