"""Subjects with one colour through the whole book: ``[colours]`` of coursebook.toml says which, and every figure is held to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursebook import project
from coursebook.faults import Fault, InputError, nearest
from coursebook.figures.describe import series
from coursebook.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE

PALETTE = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE}
# What has no meaning of its own may stand beside any subject.
NEUTRAL = {GREY, INK}


def colour(subject: str) -> str:
    """The colour of a subject, the same in every figure.

    Args:
        subject: one of ``[colours]`` in ``coursebook.toml``, in any case.

    Returns:
        A colour as matplotlib takes it, such as ``#0b5fa5``.

    Raises:
        InputError: ``coursebook.toml`` gives it none.
    """
    given = {name.lower(): tone for name, tone in project.current().settings.colours.items()}
    if subject.lower() not in given:
        known = project.current().settings.colours
        raise InputError(Fault("coursebook.toml", "[colours]", f"'{subject}' has no colour.", nearest(subject, known)))
    return PALETTE[given[subject.lower()]]


def subject_of(words: str) -> str:
    """The one subject that a text names; empty if it names none, or several."""
    named = [name for name in project.current().settings.colours if re.search(rf"\b{re.escape(name)}\b", words, re.I)]
    return named[0] if len(named) == 1 else ""


def _marks(ax: Axes) -> Iterator[tuple[str, str, str]]:
    """What is drawn on a panel: its name, the place where it stands, its colour."""
    for one in series(ax):
        # A line, or points of one colour, are about one thing, whatever the places are.
        whole = one.kind in ("line", "points") and len(set(one.colours)) == 1
        places = [""] * len(one.at) if whole else one.at
        yield from ((one.name, place, seen) for place, seen in zip(places, one.colours, strict=True))


def misled(figure: Figure) -> list[str]:
    """What would mislead a reader who knows the subjects by their colours, each in a sentence."""
    given = {name: PALETTE[said] for name, said in project.current().settings.colours.items()}
    if not given:
        return []
    found, named, others = [], {}, []
    for ax in figure.axes:
        axis = subject_of(" ".join((ax.get_title(loc="left"), ax.get_title(), ax.get_xlabel(), ax.get_ylabel())))
        for name, place, seen in _marks(ax):
            own = subject_of(name) or subject_of(place)
            subject = own or ("" if seen in NEUTRAL else axis)
            if not subject:
                others.append((name, place, seen))
                continue
            named[given[subject]] = subject
            if seen != given[subject]:
                found.append(f"'{place or name}' is about {subject} and not drawn in colour(\"{subject}\").")
    # A subject's colour on something else in the same picture says that it belongs to the subject.
    found += [f"'{place or name}' is drawn in the colour of {named[seen]}." for name, place, seen in others if seen in named]
    return list(dict.fromkeys(found))
