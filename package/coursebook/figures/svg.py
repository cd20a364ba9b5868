"""A matplotlib figure as SVG for a page: text stays text, colours follow the theme, nothing is left over."""

from __future__ import annotations

import hashlib
import html
import io
import re
import textwrap

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from coursebook.faults import FigureError
from coursebook.figures.style import HOUSE, VARIABLES

VIEW = re.compile(r'viewBox="0 0 ([\d.]+)')
# Inches: the white round a picture, and what is left at least for one whose labels are long. Units: the widest picture.
PAD, NARROWEST = 0.04, 3.2
WIDEST = 5 * 72
# Units: how wide a letter is, about.
LETTER = 6.9
FONT = re.compile(r"font: ([^;\"]*?)([\d.]+)px [^;\"]*")
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
TAG = re.compile(r"<[^>]+>")
# A label of several lines: matplotlib places each by its left end, measured in its own font.
LINES = re.compile(r'<g id="lines-(right|center)-\d+">(.*?)</g>', re.S)
LINE = re.compile(r"(<text style=\"[^\"]*?)(\" transform=\"translate\()([\d.-]+)( [^>]*>)([^<]*)(?=</text>)")
ENDS = {"right": ("end", 1.0), "center": ("middle", 0.5)}
NUMBER = re.compile(r"-?\d+\.\d{2,}")


def themed_svg(figure: Figure, title: str, alt: str) -> str:
    """The figure as one ``<svg role="img">`` that can stand in a page beside others.

    Args:
        figure: drawn in the house style (see :func:`coursebook.figures.style.canvas`).
        title: its title, by which messages name it.
        alt: its description, which a screen reader says in its place.

    Raises:
        FigureError: something is drawn in a colour outside the house palette.
    """
    _name_lines(figure)
    text = _drawn(figure)
    # Words beyond the edge make a picture wider than others, and its letters would be shown smaller.
    for fit in (_wrap, _narrow):
        if (over := float(VIEW.search(text)[1]) - WIDEST) > 1:
            fit(figure, over)
            text = _drawn(figure)
    text = LINES.sub(_anchored, text[text.index("<svg") :])
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", "", text, flags=re.S)
    text = COLOUR.sub(lambda match: VARIABLES.get(match[0], match[0]), text)
    if strange := sorted(set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})\b", text))):
        raise FigureError(
            f"The figure '{title}' uses {', '.join(strange)}, which no theme can change. "
            "Fix: use BLUE, ORANGE, GREEN, PURPLE, GREY or INK."
        )
    text = FONT.sub(lambda match: f"font-size: {match[2]}px" + (";font-weight:700" if "bold" in match[1] else ""), text)
    text = re.sub(r"; font-family: [^;\"]+", "", text)
    # Coordinates are rounded inside tags only: a label says what it says.
    text = TAG.sub(lambda tag: NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), tag[0]), text)
    text = _own_ids(text)
    text = re.sub(r">\s+<", "><", text).strip()
    box = re.search(r'viewBox="([^"]*)"', text)[1]
    body = text[text.index(">") + 1 :]
    return (
        f'<svg role="img" aria-label="{html.escape(alt)}" viewBox="{box}" '
        f'stroke-linejoin="round" stroke-linecap="butt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{body}'
    )


def _drawn(figure: Figure) -> str:
    buffer = io.StringIO()
    with plt.style.context(HOUSE):
        figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=PAD, metadata={"Date": None})
    return buffer.getvalue()


def _name_lines(figure: Figure) -> None:
    """Let the SVG say how the lines of each label stand to each other."""
    labels = [label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels()]
    for count, label in enumerate([*labels, *figure.findobj(Text)]):
        if not label.get_rotation():
            label.set_gid(f"lines-{label.get_horizontalalignment()}-{count}")


def _anchored(match: re.Match) -> str:
    """Place the lines of a label by their right ends or middles, which stay where they are in a reader's own font."""
    if match[2].count("<text") < 2 or "<g" in match[2]:
        return match[0]
    anchor, share = ENDS[match[1]]

    def placed(line: re.Match) -> str:
        size = float(re.search(r"([\d.]+)px", line[1])[1])
        width, _height, _descent = text_to_path.get_text_width_height_descent(
            html.unescape(line[5]), FontProperties(family="DejaVu Sans", size=size), ismath=False
        )
        return f"{line[1]}; text-anchor: {anchor}{line[2]}{float(line[3]) + share * width:.2f}{line[4]}{line[5]}"

    return LINE.sub(placed, match[2])


def _wrap(figure: Figure, _over: float) -> None:
    """Break titles and labels that are longer than their panel."""
    for ax in figure.axes:
        letters = int(ax.get_window_extent().width * 72 / figure.dpi / LETTER)
        for text in (ax.title, ax._left_title, ax.xaxis.label):
            text.set_text(textwrap.fill(text.get_text(), max(12, letters)))


def _narrow(figure: Figure, over: float) -> None:
    width, height = figure.get_size_inches()
    figure.set_size_inches(max(width - over / 72, NARROWEST), height)


def _own_ids(text: str) -> str:
    """Drop ids that nothing refers to, and make the rest unlike those of other figures on the page."""
    # A name in XML begins with a letter.
    mark = "f" + hashlib.sha256(text.encode()).hexdigest()[:6]
    used = dict.fromkeys(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    short = {id: f"{mark}-{count}" for count, id in enumerate(used)}
    text = re.sub(r' id="([^"]+)"', lambda match: f' id="{short[match[1]]}"' if match[1] in used else "", text)
    return re.sub(r'(url\(#|href="#)([^)"]+)', lambda match: match[1] + short[match[2]], text)
