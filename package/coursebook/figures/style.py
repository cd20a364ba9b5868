"""The house style: colours with a twin for each theme, and a canvas that has them."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from coursebook import language
from coursebook.evidence.wording import localised, plain, short_months
from coursebook.figures.describe import converter_of

# Colour-blind safe; each is swapped for its CSS variable in the page, so a theme can lighten it.
BLUE = "#0b5fa5"
ORANGE = "#b35000"
GREEN = "#00735c"
PURPLE = "#7b3f98"
GREY = "#5c6470"
INK = "#1b1f24"
GRID = "#c9ced6"

VARIABLES = {
    BLUE: "var(--cb-blue,#0b5fa5)",
    ORANGE: "var(--cb-orange,#b35000)",
    GREEN: "var(--cb-green,#00735c)",
    PURPLE: "var(--cb-purple,#7b3f98)",
    GREY: "var(--cb-grey,#5c6470)",
    INK: "currentColor",
    GRID: "var(--cb-grid,#c9ced6)",
}

# matplotlib's own first colours, for what is drawn without naming one (hlines, text).
DEFAULTS = {"#1f77b4": BLUE, "#ff7f0e": ORANGE, "#2ca02c": GREEN, "#d62728": PURPLE, "#9467bd": GREY, "#000000": INK}
VARIABLES |= {plain: VARIABLES[ours] for plain, ours in DEFAULTS.items()}

# Points: no letter of a figure is smaller.
LEAST_TYPE = 12.4
HOUSE = Path(__file__).with_name("house.mplstyle")
CYCLE = cycler(color=[BLUE, ORANGE, GREEN, PURPLE, GREY], linestyle=["-", "--", "-.", ":", "-"])
COLOURS = {
    "axes.prop_cycle": CYCLE,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "grid.color": GRID,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def canvas(rows: int = 1, columns: int = 1, height: float | None = None, **options) -> tuple[Figure, Axes]:
    """A figure and its axes in the house style: ``plt.subplots`` with our colours and fonts.

    Args:
        rows, columns: the grid of panels; with more than one, an array of axes comes back.
        height: of the whole figure in inches (the width is fixed, so that text keeps its size).
        options: passed on to ``plt.subplots``, such as ``sharey``.

    Returns:
        The figure, to be given to :func:`show`, and its axes.
    """
    with plt.style.context(HOUSE), plt.rc_context(COLOURS):
        width, usual = plt.rcParams["figure.figsize"]
        figure, axes = plt.subplots(rows, columns, figsize=(width, height or usual), **options)
    # Artists are drawn outside this context, so the axes keep the colours themselves.
    for panel in figure.axes:
        panel.set_prop_cycle(CYCLE)
    return figure, axes


class Dates(ConciseDateFormatter):
    """Dates on an axis, in the language spoken now."""

    def format_ticks(self, values):
        return [short_months(label) for label in super().format_ticks(values)]

    def get_offset(self):
        return short_months(super().get_offset())


class Small(ScalarFormatter):
    """Numbers below a thousand, with the decimal sign of the language spoken now."""

    def __call__(self, x, pos=None):
        return localised(super().__call__(x, pos))


def tidy(figure: Figure) -> None:
    """Make axes legible on a phone: type that is large enough, few dates, thousands separated, the unit above instead of on its side."""
    for text in figure.findobj(Text):
        text.set_fontsize(max(LEAST_TYPE, text.get_fontsize()))
    for ax in figure.axes:
        if any(getattr(box, "orientation", "") == "horizontal" for box in ax.containers):
            ax.grid(False, axis="y")
            ax.grid(True, axis="x")
        for axis in (ax.xaxis, ax.yaxis):
            if "Date" in type(converter_of(axis)).__name__:
                locator = AutoDateLocator(minticks=3, maxticks=6)
                axis.set_major_locator(locator)
                axis.set_major_formatter(Dates(locator))
            elif isinstance(axis.get_major_formatter(), ScalarFormatter) and _thousands(*axis.get_view_interval()):
                axis.set_major_formatter(FuncFormatter(lambda value, place: plain(value, 0)))
            elif type(axis.get_major_formatter()) is ScalarFormatter and language.current() != language.SOURCE:
                axis.set_major_formatter(Small())
        unit = ax.get_ylabel()
        if unit and not ax.get_title(loc="left"):
            ax.set_ylabel("")
            ax.set_title(unit, loc="left", color=GREY, fontsize=LEAST_TYPE, pad=19 if hasattr(ax, "coursebook_dates") else 8)


def _thousands(low: float, high: float) -> bool:
    """Whether an axis counts in thousands; one that lies among the years of a calendar does not."""
    return max(abs(low), abs(high)) >= 1000 and not 1500 <= low <= high <= 2200
