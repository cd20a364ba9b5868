"""The controls of an explorer: what a reader may choose, and in which words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class ControlError(ValueError):
    """A control that cannot be offered; the message says what it lacks."""


@dataclass(frozen=True)
class Control:
    """A choice among values.

    Args:
        label: what is chosen, in the reader's words.
        options: the values by the words shown for each, in order; the first is shown at the start.
    """

    label: str
    options: dict[str, Any]

    def __post_init__(self):
        if not str(self.label).strip():
            raise ControlError(f"{type(self).__name__} has no label. Mend: give it one, in the reader's words.")
        if len(self.options) < 2:
            raise ControlError(f"'{self.label}' offers {len(self.options)} values. Mend: offer two or more.")

    @property
    def values(self) -> list[Any]:
        return list(self.options.values())

    def widget(self):
        """The control as an ipywidget, whose ``index`` is the state."""
        import ipywidgets

        return ipywidgets.Dropdown(options=list(self.options), description=self.label, index=0)


class Dropdown(Control):
    """One of several named values, in a list that opens."""

    def html(self, name: str, place: str) -> str:
        options = "".join(
            f'<option value="{count}">{html.escape(words)}</option>' for count, words in enumerate(self.options)
        )
        return f'<label for="{place}">{html.escape(self.label)}</label><select id="{place}" name="{name}">{options}</select>'


class Radio(Control):
    """One of a few named values, all in sight."""

    def html(self, name: str, place: str) -> str:
        buttons = "".join(
            f'<label><input type="radio" name="{name}" value="{count}"{" checked" if not count else ""}> '
            f"{html.escape(words)}</label>"
            for count, words in enumerate(self.options)
        )
        return f'<fieldset><legend>{html.escape(self.label)}</legend><div class="cb-options">{buttons}</div></fieldset>'

    def widget(self):
        import ipywidgets

        return ipywidgets.RadioButtons(options=list(self.options), description=self.label, index=0)


class Checkbox(Control):
    """Something on or off; off at the start."""

    def __init__(self, label: str):
        super().__init__(label, {"off": False, "on": True})

    def html(self, name: str, place: str) -> str:
        return (
            f'<label class="cb-check"><input type="checkbox" id="{place}" name="{name}"> {html.escape(self.label)}</label>'
        )

    def widget(self):
        import ipywidgets

        return ipywidgets.Checkbox(description=self.label, value=False)


class Slider(Control):
    """A value on a scale; the words of each step are spoken as the value."""

    def __init__(self, label: str, steps: Sequence[Any] | dict[str, Any]):
        super().__init__(label, steps if isinstance(steps, dict) else {str(step): step for step in steps})

    def html(self, name: str, place: str) -> str:
        words = list(self.options)
        spoken = html.escape("|".join(words))
        return (
            f'<label for="{place}">{html.escape(self.label)}: <output for="{place}">{html.escape(words[0])}</output></label>'
            f'<input type="range" id="{place}" name="{name}" min="0" max="{len(words) - 1}" value="0" '
            f'aria-valuetext="{html.escape(words[0])}" data-words="{spoken}">'
        )

    def widget(self):
        import ipywidgets

        return ipywidgets.SelectionSlider(options=list(self.options), description=self.label, index=0)
