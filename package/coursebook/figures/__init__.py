"""Figures in one house style, readable in both themes, each with its description."""

from coursebook.faults import FigureError
from coursebook.figures.marks import label_ends, mark_dates
from coursebook.figures.shown import Shown, show
from coursebook.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, canvas
from coursebook.figures.subjects import colour
from coursebook.figures.tiles import tile_map

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "ORANGE",
    "PURPLE",
    "FigureError",
    "Shown",
    "canvas",
    "colour",
    "label_ends",
    "mark_dates",
    "show",
    "tile_map",
]
