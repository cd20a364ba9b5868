"""The e-book's cover as a picture, in the book's own letters."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
WIDTH, HEIGHT, MARGIN = 1200, 1800, 120
GROUND, INK, LINE = "#12385c", "#ffffff", "#ffa657"


def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """A font that the drawing library can read: it knows no compressed ones."""
    opened = TTFont(FONTS / f"source-sans-3-latin-{weight}-normal.woff2")
    opened.flavor = None
    plain = io.BytesIO()
    opened.save(plain)
    plain.seek(0)
    return ImageFont.truetype(plain, size)


def picture(title: str, subtitle: str, author: str, year: str) -> bytes:
    """The cover as PNG, 1,200 by 1,800 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    at = 480
    for text, font, width, step in (
        (title, _font(600, 150), 12, 160),
        ("", _font(400, 20), 1, 30),
        (subtitle, _font(400, 58), 34, 78),
    ):
        for line in textwrap.wrap(text, width) or [""]:
            draw.text((MARGIN, at), line, INK, font)
            at += step
    # A line that men leave, one by one.
    at += 120
    draw.rectangle((MARGIN, at, 700, at + 12), INK)
    for start in (760, 860):
        draw.rectangle((start, at, start + 24, at + 12), LINE)
    draw.text((MARGIN, at + 70), author, INK, _font(400, 48))
    draw.text((MARGIN, at + 140), year, INK, _font(400, 48))
    staged = io.BytesIO()
    image.save(staged, "PNG", optimize=True)
    return staged.getvalue()
