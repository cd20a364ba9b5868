"""The book as a PDF, set by WeasyPrint: tagged for screen readers, with bookmarks and its own fonts."""

from __future__ import annotations

import logging
from pathlib import Path

from coursebook.faults import BuildError
from coursebook.files import replacing
from coursebook.publish.print.document import About, document
from coursebook.publish.print.sheets import Sheet

HERE = Path(__file__).parent
PANGO = (
    "The PDF needs the library Pango, which is not installed ({}). "
    "Fix: install it (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
)


class _Told(logging.Handler):
    """Keeps what the typesetter complains of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def _one_annotation_a_link(_document, pdf) -> None:
    """Take away the annotations that WeasyPrint gives to each element within a link, in addition to the link's own.

    PDF/UA-1 (7.18.5) wants every link annotation in an element tagged as Link; a screen reader would tell the link twice.
    """
    known = {one.reference: one for one in pdf.objects if isinstance(one, dict)}

    def is_in_link(element) -> bool:
        while above := known.get(element.get("P")):
            if above.get("S") == "/Link":
                return True
            element = above
        return False

    doubled = set()
    for element in known.values():
        if element.get("Type") != "/StructElem" or element["S"] == "/Link":
            continue
        for kid in [kid for kid in element["K"] if known.get(kid, {}).get("Type") == "/OBJR"]:
            annotation = known[kid]["Obj"]
            if known[annotation]["Subtype"] != "/Link":
                continue
            if is_in_link(element):
                element["K"].remove(kid)
                doubled.add(annotation)
            else:
                element["S"] = "/Link"
    numbers = {known[annotation]["StructParent"] for annotation in doubled}
    tree = known[known[pdf.catalog["StructTreeRoot"]]["ParentTree"]]
    pairs = zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True)
    tree["Nums"][:] = [part for number, content in pairs if number not in numbers for part in (number, content)]
    for page in known.values():
        if page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"][:] = [annotation for annotation in page["Annots"] if annotation not in doubled]
    for annotation in doubled:
        known[annotation].free = "f"


def write(sheets: list[Sheet], about: About, path: Path) -> None:
    """Set the book and write it to ``path``.

    Raises:
        BuildError: Pango is not installed, or a link, a picture or a font was not found; nothing is written then.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise BuildError(PANGO.format(str(error).splitlines()[0])) from None
    fonts = FontConfiguration()
    told = _Told()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(told)
    try:
        style = CSS(filename=str(HERE / "paper.css"), font_config=fonts)
        whole = HTML(string=document(sheets, about), base_url=str(HERE))
        with replacing(path) as staged:
            whole.write_pdf(
                staged, stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", finisher=_one_annotation_a_link
            )
            if told.told:
                listed = "\n".join(f"  {line}" for line in told.told[:20])
                raise BuildError(f"The PDF would not be whole, so none was written:\n{listed}\nFix: what is named.")
    finally:
        logger.removeHandler(told)
