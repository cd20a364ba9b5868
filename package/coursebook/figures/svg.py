"""A matplotlib figure as SVG for a page: text stays text, colours follow the theme, nothing is left over."""

from __future__ import annotations

import hashlib
import html
import io
import re

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from coursebook.figures.style import HOUSE, VARIABLES

# Inches: the white round a picture, and what is left at least for one whose labels are long.
PAD, NARROWEST = 0.04, 2.5
FONT = re.compile(r"font: ([^;\"]*?)([\d.]+)px [^;\"]*")
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
TAG = re.compile(r"<[^>]+>")
NUMBER = re.compile(r"-?\d+\.\d{2,}")


class UnthemedColour(ValueError):
    """A colour that would stay the same in a dark page; its text is the colour."""


def themed_svg(figure: Figure, alt: str) -> str:
    """The figure as one ``<svg role="img">`` that can stand in a page beside others.

    Args:
        figure: drawn in the house style (see :func:`coursebook.figures.style.canvas`).
        alt: its description, which a screen reader says in its place.

    Raises:
        UnthemedColour: something is drawn in a colour outside the house palette.
    """
    buffer = io.StringIO()
    with plt.style.context(HOUSE):
        _fit(figure)
        figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=PAD, metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", "", text, flags=re.S)
    text = COLOUR.sub(lambda match: VARIABLES.get(match[0], match[0]), text)
    if strange := sorted(set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})\b", text))):
        raise UnthemedColour(", ".join(strange))
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


def _fit(figure: Figure) -> None:
    """Draw narrower what has labels beyond its edge: a picture that is wider than others is shown with smaller letters."""
    width, height = figure.get_size_inches()
    for _ in range(2):
        over = figure.get_tightbbox().width + 2 * PAD - plt.rcParams["figure.figsize"][0]
        if over <= 0.01:
            return
        width -= over
        figure.set_size_inches(max(width, NARROWEST), height)


def _own_ids(text: str) -> str:
    """Drop ids that nothing refers to, and make the rest unlike those of other figures on the page."""
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    # A name in XML begins with a letter.
    mark = "f" + hashlib.sha256(text.encode()).hexdigest()[:6]
    text = re.sub(r' id="([^"]+)"', lambda match: f' id="{mark}{match[1]}"' if match[1] in used else "", text)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{mark}", text)
