"""A map of equal squares: each place has one, where it lies roughly, with its name and its figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from coursebook.evidence.wording import plain
from coursebook.figures.describe import Series, rounded
from coursebook.figures.style import BLUE, GREY, GRID, INK
from coursebook.language import gettext as _

# How much of the tone the lowest and the highest class have: ink stays legible on both, in both themes.
LIGHTEST, DARKEST = 0.12, 0.5
# In squares: the side of one with its gap taken off, and the height of a line of the key.
SIDE, LINE = 0.95, 0.4


def tile_map(
    ax: Axes, places: pd.DataFrame, values: pd.Series, bounds: Sequence[float], missing: str, tone: str = BLUE
) -> None:
    """Draw one square for each place, shaded by class, and the key below.

    The figure's height is set so that the squares fill its width.

    Args:
        ax: the only panel of a :func:`coursebook.figures.canvas`.
        places: by the place's name, the columns ``row`` and ``column`` (from the top left) and ``short``, a name of
            at most seven letters.
        values: figures by the place's name; a place without one is hatched.
        bounds: the lower end of each class, rising; the first is not above any value.
        missing: what the key says of hatched places.
        tone: the colour of which classes are shades.

    Raises:
        ValueError: a value of no place, a value below all classes, or two places on one square.
    """
    seen = values.dropna().astype(float)
    if strange := sorted(set(seen.index) - set(places.index)):
        raise ValueError(f"The map has no square for {', '.join(strange)}. Fix: add its row and column to the places.")
    if twice := sorted(places.index[places.duplicated(["row", "column"], keep=False)]):
        raise ValueError(f"{' and '.join(twice)} stand on one square. Fix: give each a row and column of its own.")
    if len(seen) and seen.min() < bounds[0]:
        raise ValueError(f"{seen.idxmin()} lies below all classes. Fix: let the first bound be {plain(seen.min())} or less.")
    shades = [to_rgba(tone, share) for share in np.linspace(LIGHTEST, DARKEST, len(bounds))]
    ordered = places.sort_values(["row", "column"])
    for name, place in ordered.iterrows():
        value = seen.get(name)
        at = (float(place["column"]), float(place["row"]))
        _square(ax, at, None if value is None else shades[np.searchsorted(bounds, value, side="right") - 1], tone)
        ax.text(at[0], at[1] - (0.2 if value is not None else 0), place["short"], ha="center", va="center", color=INK)
        if value is not None:
            ax.text(at[0], at[1] + 0.2, rounded(value), ha="center", va="center", color=INK)
    left, right = places["column"].min() - 0.5, places["column"].max() + 0.5
    top, bottom = places["row"].min() - 0.5, places["row"].max() + 0.7
    ends = [*bounds[1:], None]
    key = [
        _("{low} and more").format(low=plain(low))
        if high is None
        else _("{low} to under {high}").format(low=plain(low), high=plain(high))
        for low, high in zip(bounds, ends, strict=True)
    ]
    for count, (shade, said) in enumerate([*zip(shades, key, strict=True), (None, missing)]):
        y = bottom + LINE * (count + 0.5)
        _square(ax, (left + 0.25, y), shade, tone, SIDE / 3)
        ax.text(left + 0.55, y, said, va="center", color=INK)
    bottom += LINE * (len(bounds) + 1)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    ax.figure.set_figheight(ax.figure.get_figwidth() * (bottom - top) / (right - left))
    every = [float(seen.get(name, np.nan)) for name in ordered.index]
    colours = [GREY if np.isnan(value) else tone for value in every]
    ax.coursebook_tiles = [Series("", "tiles", list(map(str, ordered.index)), every, colours=colours)]


def _square(ax: Axes, middle: tuple[float, float], shade: tuple | None, tone: str, side: float = SIDE) -> None:
    look = {"facecolor": shade, "edgecolor": tone} if shade else {"facecolor": "none", "edgecolor": GRID, "hatch": "////"}
    ax.add_patch(Rectangle((middle[0] - side / 2, middle[1] - side / 2), side, side, linewidth=1, **look))
