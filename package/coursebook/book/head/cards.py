"""Social cards: one picture of 1200 by 630 for each page with a figure, made from that figure and the page's title.

Drawn as SVG and turned into pixels by resvg, with matplotlib's own font, so that it looks the same on
every machine; reduced to a small palette, since the house style has few colours.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import textwrap
from pathlib import Path

import matplotlib
import resvg_py
from PIL import Image
from sphinx.application import Sphinx

FOLDER = "_cards"
WIDTH, HEIGHT = 1200, 630
COLOURS = 48
MARGIN, TITLE, LINE = 60, 46, 58
FIGURE = re.compile(r'<svg role="img".*?</svg>', re.S)
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def figure_of(body: str) -> str:
    """The first figure in a page's HTML as an SVG of the light theme; empty for a page without one."""
    at = body.find('class="cb-picture"')
    found = FIGURE.search(body, at) if at >= 0 else None
    if not found:
        return ""
    plain = re.sub(r"var\(--[\w-]+, ?(#\w+)\)", r"\1", found[0])
    return plain.replace("currentColor", "#1b1f24")


def svg(title: str, book: str, figure: str) -> str:
    """The card: the title above the figure, the book's name at the foot.

    Args:
        title: of the page; what does not fit on two lines is cut.
        book: the book's name.
        figure: one SVG with a ``viewBox``.
    """
    lines = textwrap.wrap(title, 42, max_lines=2, placeholder=" …")
    said = "".join(
        f'<text x="{MARGIN}" y="{MARGIN + 40 + count * LINE}" font-size="{TITLE}" font-weight="bold">{html.escape(line)}</text>'
        for count, line in enumerate(lines)
    )
    top = MARGIN + 10 + LINE * len(lines)
    placed = re.sub(
        r"<svg ",
        f'<svg x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{HEIGHT - top - 70}" '
        'preserveAspectRatio="xMidYMid meet" ',
        figure,
        count=1,
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans" fill="#1b1f24">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/><rect width="16" height="{HEIGHT}" fill="#0b5fa5"/>'
        f'{said}<g fill="#000000">{placed}</g>'
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 28}" font-size="26" text-anchor="end" fill="#5c6470">{html.escape(book)}</text></svg>'
    )


def pixels(drawing: str, width: int, height: int | None = None) -> bytes:
    """A drawing as PNG, with matplotlib's own letters.

    Args:
        drawing: SVG.
        width, height: in pixels; without a height, the drawing keeps its shape.

    Raises:
        ValueError: the drawing is no SVG.
    """
    fonts = [str(FONT / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    made = resvg_py.svg_to_bytes(
        svg_string=drawing,
        width=width,
        height=height,
        font_files=fonts,
        skip_system_fonts=True,
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )
    return bytes(made)


def png(drawing: str) -> bytes:
    """The card as a small PNG; raises :class:`ValueError` if the drawing is no SVG."""
    packed = io.BytesIO()
    with Image.open(io.BytesIO(pixels(drawing, WIDTH, HEIGHT))) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def write(app: Sphinx, page: str, title: str, body: str) -> str | None:
    """Draw a page's card, unless it is there, and return its place in the site; ``None`` without a figure."""
    figure = figure_of(body)
    if not figure:
        return None
    drawing = svg(title, app.config.project, figure)
    # Its name changes with what it shows, since the services that print cards keep them for weeks.
    mark = hashlib.sha256(drawing.encode()).hexdigest()[:8]
    place = f"{FOLDER}/{page.replace('/', '-')}-{mark}.png"
    path = Path(app.outdir) / place
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        for older in path.parent.glob(f"{page.replace('/', '-')}-????????.png"):
            older.unlink()
        path.write_bytes(png(drawing))
    return place
