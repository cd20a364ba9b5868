"""Subjects with one colour through the whole book: ``[colours]`` of coursebook.toml says which, and every figure is held to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from coursebook import project
from coursebook.faults import EvidenceError, Fault, nearest
from coursebook.figures.describe import position
from coursebook.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE

PALETTE = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE}
# What has no meaning of its own may stand beside any subject.
NEUTRAL = {GREY, INK}


def colour(subject: str) -> str:
    """The colour of a subject, the same in every figure.

    Raises:
        EvidenceError: ``coursebook.toml`` gives it none.
    """
    given = {name.lower(): tone for name, tone in project.current().settings.colours.items()}
    if subject.lower() not in given:
        known = project.current().settings.colours
        raise EvidenceError(Fault("coursebook.toml", "[colours]", f"'{subject}' has no colour.", nearest(subject, known)))
    return PALETTE[given[subject.lower()]]


def _subject(words: str) -> str:
    """The one subject that a text names; nothing if it names none, or several."""
    named = [name for name in project.current().settings.colours if re.search(rf"\b{re.escape(name)}\b", words, re.I)]
    return named[0] if len(named) == 1 else ""


def _marks(ax: Axes) -> Iterator[tuple[str, str, str]]:
    """What is drawn on a panel: its name, the place where it stands, its colour."""
    for bars in ax.containers:
        if isinstance(bars, BarContainer):
            upright = bars.orientation != "horizontal"
            for bar in bars.patches:
                middle = bar.get_x() + bar.get_width() / 2 if upright else bar.get_y() + bar.get_height() / 2
                # A frame has a colour at its edge only.
                seen = bar.get_facecolor() if to_rgba(bar.get_facecolor())[3] else bar.get_edgecolor()
                yield str(bars.get_label()), position(ax.xaxis if upright else ax.yaxis, middle), to_hex(seen)
    for line in ax.get_lines():
        if line.get_transform() == ax.transData:
            yield str(line.get_label()), "", to_hex(line.get_color())
    for part in ax.collections:
        if isinstance(part, LineCollection):
            colours = part.get_colors()
            for count, segment in enumerate(part.get_segments()):
                if not len(segment):
                    continue  # it has no figure
                (x0, y0), (_x1, y1) = segment[0], segment[-1]
                place = position(ax.yaxis, y0) if y0 == y1 else position(ax.xaxis, x0)
                yield str(part.get_label()), place, to_hex(colours[count % len(colours)])


def misled(figure: Figure) -> list[str]:
    """What would mislead a reader who knows the subjects by their colours, each in a sentence."""
    given = {name: PALETTE[said] for name, said in project.current().settings.colours.items()}
    if not given:
        return []
    found, named, others = [], {}, []
    for ax in figure.axes:
        axis = _subject(" ".join((ax.get_title(loc="left"), ax.get_title(), ax.get_xlabel(), ax.get_ylabel())))
        for name, place, seen in _marks(ax):
            own = _subject(name) or _subject(place)
            subject = own or ("" if seen in NEUTRAL else axis)
            if not subject:
                others.append((name, place, seen))
                continue
            named[given[subject]] = subject
            if seen != given[subject]:
                found.append(f"'{_told(name, place)}' is about {subject} and not drawn in colour(\"{subject}\").")
    # A subject's colour on something else in the same picture says that it belongs to the subject.
    found += [
        f"'{_told(name, place)}' is drawn in the colour of {named[seen]}." for name, place, seen in others if seen in named
    ]
    return list(dict.fromkeys(found))


def _told(name: str, place: str) -> str:
    return " ".join((place or name).split()) if name.startswith("_") else name
