"""The controls of an explorer: what a reader may choose, and in which words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from coursebook.evidence.texts import all_of, text
from coursebook.faults import FigureError
from coursebook.language import gettext as _


class Control:
    """A choice among values.

    Args:
        label: what is chosen, in the reader's words.
        options: the values by the words shown for each; the first is shown at the start.

    Raises:
        FigureError: no label, or fewer than two values.
    """

    def __init__(self, label: str, options: dict[str, Any]):
        self.label, self.options = label, options
        if not str(label).strip():
            raise FigureError(f"{type(self).__name__} has no label. Fix: give it one, in the reader's words.")
        if len(options) < 2:
            raise FigureError(f"'{label}' offers {len(options)} values. Fix: offer two or more.")

    @property
    def kind(self) -> str:
        """The name by which the page's script knows the control."""
        return type(self).__name__.lower()

    def keys(self) -> list[str]:
        """The name of each value in a state's key, in the order of the options."""
        return [str(place) for place in range(len(self.options))]

    def values(self) -> dict[str, Any]:
        """The values by their names in a state's key."""
        return dict(zip(self.keys(), self.options.values(), strict=True))

    def html(self, name: str, place: str) -> str:
        """The native form control: ``name`` in the form, ``place`` as its id."""
        raise NotImplementedError

    # The class of ipywidgets that lets one choose among the options.
    widget_class = ""

    def widget(self):
        """The control as an ipywidget."""
        import ipywidgets

        return getattr(ipywidgets, self.widget_class)(options=list(self.options), description=self.label, index=0)

    def chosen(self, widget) -> Any:
        """The value that the widget stands at."""
        return list(self.options.values())[widget.index]


# Up to so many named values stand side by side; more open as a list.
MOST_BUTTONS = 4


class Radio(Control):
    """One of a few named values, all in sight."""

    widget_class = "RadioButtons"

    def html(self, name, place):
        made = "".join(
            f'<label><input type="radio" name="{place}" value="{count}"{" checked" if not count else ""}> '
            f"{html.escape(words)}</label>"
            for count, words in enumerate(all_of(self.options))
        )
        return f'<fieldset><legend>{html.escape(text(self.label))}</legend><div class="cb-options">{made}</div></fieldset>'


class Dropdown(Radio):
    """One of several named values, in a list that opens; a few stand side by side."""

    widget_class = "Dropdown"

    @property
    def kind(self):
        return "dropdown" if len(self.options) > MOST_BUTTONS else "radio"

    def html(self, name, place):
        if self.kind == "radio":
            return super().html(name, place)
        listed = enumerate(all_of(self.options))
        options = "".join(f'<option value="{count}">{html.escape(words)}</option>' for count, words in listed)
        return (
            f'<label for="{place}">{html.escape(text(self.label))}</label><select id="{place}" name="{name}">{options}</select>'
        )


class Checkbox(Control):
    """Something on or off; off at the start unless ``on`` is true."""

    def __init__(self, label: str, on: bool = False):
        super().__init__(label, {"on": True, "off": False} if on else {"off": False, "on": True})
        self.on = on

    def keys(self):
        # 1 is on, wherever it starts: an address says the same.
        return [str(int(value)) for value in self.options.values()]

    def html(self, name, place):
        box = f'<input type="checkbox" id="{place}" name="{name}"{" checked" if self.on else ""}>'
        return f'<label class="cb-check">{box} {html.escape(text(self.label))}</label>'

    def widget(self):
        import ipywidgets

        return ipywidgets.Checkbox(description=self.label, value=self.on)

    def chosen(self, widget):
        return bool(widget.value)


def _named(steps: Sequence[Any] | dict[str, Any]) -> dict[str, Any]:
    return dict(steps) if isinstance(steps, dict) else {str(step): step for step in steps}


def _held(place: str, words: list[str]) -> str:
    """What a slider stands at, with room for its longest step, so that nothing moves when it goes there."""
    return (
        f'<span class="cb-held"><output for="{place}">{html.escape(words[0])}</output>'
        f'<i class="cb-room" data-text="{html.escape(max(words, key=len))}"></i></span>'
    )


def _track(place: str, words: list[str], at: int, name: str) -> str:
    """A native slider over named steps, which are spoken instead of their numbers."""
    return (
        f'<input type="range" id="{place}" min="0" max="{len(words) - 1}" value="{at}" aria-label="{html.escape(name)}" '
        f'aria-valuetext="{html.escape(words[at])}" data-words="{html.escape("|".join(words))}">'
    )


class Slider(Control):
    """A value on a scale; the words of each step are shown and spoken. With ``play`` it can run by itself."""

    widget_class = "SelectionSlider"

    def __init__(self, label: str, steps: Sequence[Any] | dict[str, Any], play: bool = False):
        super().__init__(label, _named(steps))
        self.play = play

    def html(self, name, place):
        words, label = all_of(self.options), text(self.label)
        run = f'<button type="button" class="cb-play" aria-pressed="false">{_("Play")}</button>' if self.play else ""
        return (
            f'<div class="cb-label"><label for="{place}">{html.escape(label)}:</label> '
            f"{_held(place, words)}</div>"
            f"{_track(place, words, 0, label)}{run}"
        )


def _span(low: str, high: str) -> str:
    return _("{low} to {high}").format(low=low, high=high)


class Range(Control):
    """A stretch of a scale, from a lower to an upper step; the whole scale at the start.

    ``draw`` gets the pair of values. ``n`` steps make ``n (n + 1) / 2`` states.
    """

    def __init__(self, label: str, steps: Sequence[Any] | dict[str, Any]):
        self.steps = _named(steps)
        words, values = list(self.steps), list(self.steps.values())
        last = len(words) - 1
        pairs = [(low, high) for low in range(last + 1) for high in range(low, last + 1)]
        pairs.sort(key=lambda pair: pair != (0, last))
        self.pairs = pairs
        super().__init__(label, {_span(words[low], words[high]): (values[low], values[high]) for low, high in pairs})

    def keys(self):
        return [f"{low}.{high}" for low, high in self.pairs]

    def html(self, name, place):
        words, label = all_of(self.steps), text(self.label)
        last = len(words) - 1
        return (
            f"<fieldset><legend>{html.escape(label)}: <output>{html.escape(_span(words[0], words[last]))}</output></legend>"
            f"{_track(f'{place}-low', words, 0, _('{label}, from').format(label=label))}"
            f"{_track(f'{place}-high', words, last, _('{label}, to').format(label=label))}</fieldset>"
        )

    def widget(self):
        import ipywidgets

        words = list(self.steps)
        return ipywidgets.SelectionRangeSlider(options=words, description=self.label, index=(0, len(words) - 1))

    def chosen(self, widget):
        low, high = widget.index
        values = list(self.steps.values())
        return values[low], values[high]
