"""Slides as a PowerPoint file, by python-pptx: pictures with their descriptions, and the notes where speakers look for them."""

from __future__ import annotations

import io

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from coursebook.book.head.cards import pixels
from coursebook.publish.slides.outline import Slide

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
TITLE_ONLY = 5  # the place of this layout in python-pptx's own template
DOTS = 2000  # across a picture
GREY = RGBColor(0x4A, 0x55, 0x63)
LONG, LONGER = 60, 140  # characters, from which on a title is set smaller


def write(title: str, language: str, slides: list[Slide]) -> bytes:
    """The file, with the title and the language in its properties."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title, deck.core_properties.language = title, language
    for place, slide in enumerate(slides):
        _add(deck, slide, is_first=place == 0)
    packed = io.BytesIO()
    deck.save(packed)
    return packed.getvalue()


def _add(deck, slide: Slide, is_first: bool) -> None:
    made = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    heading = made.shapes.title
    heading.text_frame.word_wrap, heading.text_frame.vertical_anchor = True, MSO_ANCHOR.TOP
    heading.text = slide.title
    size = 44 if is_first else 32 if len(slide.title) < LONG else 26 if len(slide.title) < LONGER else 20
    for paragraph in heading.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(size), True
    above = Inches(0.35) if slide.section else 0
    top = Inches(2.2) if is_first else MARGIN / 2 + above
    heading.left, heading.top, heading.width, heading.height = MARGIN, int(top), WIDTH - 2 * MARGIN, Inches(1.2)
    if slide.section:
        _text(made, [slide.section], MARGIN / 2, Inches(0.4), 16, GREY)
    below, end = int(top) + Inches(1.3), HEIGHT - MARGIN / 2
    if slide.is_tall:
        right = MARGIN + Inches(7.3)
        _text(made, [slide.reading], below, Inches(3.5), 18, left=right)
        _text(made, [slide.source], end - Inches(1.2), Inches(1.2), 12, GREY, left=right)
        _picture(made, slide, below, end, Inches(7))
    elif slide.picture:
        _text(made, [slide.source], end - Inches(0.35), Inches(0.35), 12, GREY)
        _text(made, [slide.reading], end - Inches(1.2), Inches(0.85), 18)
        _picture(made, slide, below, end - Inches(1.3), WIDTH - 2 * MARGIN)
    else:
        mark = "•  " if len(slide.lines) > 1 else ""
        choices = [f"{chr(ord('A') + at)}.  {choice}" for at, choice in enumerate(slide.choices)]
        _text(made, [*choices, *(mark + line for line in slide.lines)], below, end - below, 22)
    if slide.notes:
        made.notes_slide.notes_text_frame.text = "\n\n".join(slide.notes)


def _text(
    made, lines: list[str], top: float, height: float, size: int, colour: RGBColor | None = None, left: int = MARGIN
) -> None:
    """A box of paragraphs from a place to the right margin; nothing for empty ones."""
    if not any(lines):
        return
    frame = made.shapes.add_textbox(left, int(top), WIDTH - MARGIN - left, int(height)).text_frame
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size, paragraph.space_after = Pt(size), Pt(size / 2)
        if colour is not None:
            paragraph.font.color.rgb = colour


def _picture(made, slide: Slide, top: float, end: float, room: float) -> None:
    """As large as the room allows, in its middle."""
    png = pixels(slide.picture, DOTS)
    with Image.open(io.BytesIO(png)) as opened:
        wide, high = opened.size
    scale = min(room / wide, (end - top) / high)
    left = MARGIN + (room - scale * wide) / 2
    placed = made.shapes.add_picture(io.BytesIO(png), int(left), int(top), int(scale * wide), int(scale * high))
    placed._element._nvXxPr.cNvPr.set("descr", slide.alt)
