"""The book as a PDF, set by WeasyPrint: tagged for screen readers, with bookmarks and its own fonts."""

from __future__ import annotations

import itertools
import logging.handlers
import sys
from pathlib import Path

from coursebook.faults import BuildError
from coursebook.files import replacing
from coursebook.publish.print import tags
from coursebook.publish.print.document import About, document
from coursebook.publish.print.sheets import Sheet

HERE = Path(__file__).parent
# A figure that was made smaller moves those behind it; after so many rounds the room that is left stays.
ROUNDS = 2
PANGO = (
    "The PDF needs the library Pango, which is not installed ({}). "
    "Fix: install it (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
)


def write(sheets: list[Sheet], about: About, path: Path) -> None:
    """Set the book and write it to ``path``.

    Raises:
        BuildError: Pango is not installed, or a link, a picture or a font was not found; nothing is written then.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        from coursebook.publish.print import layout
    except OSError as error:
        raise BuildError(PANGO.format(str(error).splitlines()[0])) from None
    fonts = FontConfiguration()
    told = logging.handlers.BufferingHandler(capacity=sys.maxsize)  # what the typesetter complains of
    told.setLevel(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(told)
    try:
        style = CSS(filename=str(HERE / "paper.css"), font_config=fonts)
        whole = HTML(string=document(sheets, about), base_url=str(HERE))

        def lay_out():
            return whole.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")

        laid = lay_out()
        for round_ in itertools.count():
            smaller = round_ < ROUNDS and layout.shrink_figures(laid.pages)
            crowded = layout.crowded_notes(laid.pages)
            if not smaller and not crowded:
                break
            laid = lay_out()
        layout.place_notes(laid.pages)
        with replacing(path) as staged:
            laid.write_pdf(staged, pdf_variant="pdf/ua-1", finisher=tags.finish)
            if told.buffer:
                listed = "\n".join(f"  {record.getMessage()}" for record in told.buffer[:20])
                raise BuildError(f"The PDF would not be whole, so none was written:\n{listed}\nFix: what is named.")
    finally:
        logger.removeHandler(told)
