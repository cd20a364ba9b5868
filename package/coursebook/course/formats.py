"""The syllabus as Markdown, as DOCX and as PDF."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from coursebook.course.syllabus import Block, Heading, Table
from coursebook.delivery import exam

MARKED = re.compile(r"([\\`*_\[\]<>|#])")
STYLE = """
@page { size: A4; margin: 18mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt BookSans; } }
body { font: 9.5pt/1.4 BookSans, BookSansMore, BookSansCyrillic; color: #000; }
h1 { font-size: 16pt; margin: 0 0 3mm; } h2 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2mm; } table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; border: .3pt solid #888; padding: 1mm 1.5mm; }
th { font-weight: 600; background: #eee; } tr { break-inside: avoid; } thead { display: table-header-group; }
"""
LINE_CM = 17.8  # between the margins of an A4 page
MARGIN_CM = 1.6


def markdown(blocks: Sequence[Block]) -> str:
    """The syllabus as Markdown with pipe tables."""
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_escaped(block.text)}"
    if isinstance(block, str):
        return _escaped(block)
    lines = [block.head, ["---"] * len(block.head), *block.rows]
    return "\n".join(f"| {' | '.join(cell if cell == '---' else _escaped(cell) for cell in line)} |" for line in lines)


def _escaped(text: str) -> str:
    return MARKED.sub(r"\\\1", text)


def docx(blocks: Sequence[Block]) -> bytes:
    """The syllabus as DOCX, with the headings and table heads that Word and screen readers know."""
    import docx as library
    from docx.shared import Cm

    made = library.Document()
    title = next(block.text for block in blocks if isinstance(block, Heading))
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    made.core_properties.title, made.core_properties.author, made.core_properties.language = title, "", "en"
    made.core_properties.created = made.core_properties.modified = datetime.now(UTC)
    for block in blocks:
        if isinstance(block, Heading):
            made.add_heading(block.text, 0 if block.level == 1 else block.level - 1)
        elif isinstance(block, str):
            made.add_paragraph(block)
        else:
            _add_table(made, block)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _add_table(made, block: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = made.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    for number, texts in enumerate([block.head, *block.rows]):
        row = table.add_row()
        marks = row._tr.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))
        if number == 0:
            marks.append(OxmlElement("w:tblHeader"))  # printed again on each page
        for cell, text, width in zip(row.cells, texts, block.widths):
            cell.width = Cm(LINE_CM * width / sum(block.widths))
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9), number == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    for column, width in zip(table.columns, block.widths):
        column.width = Cm(LINE_CM * width / sum(block.widths))


def pdf(blocks: Sequence[Block]) -> bytes:
    """The syllabus as a PDF that screen readers can read, in the book's fonts."""
    title = html.escape(next(block.text for block in blocks if isinstance(block, Heading)))
    body = "".join(map(_html, blocks))
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    return exam.pdf(page, STYLE, "syllabus")


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    if isinstance(block, str):
        return f"<p>{html.escape(block)}</p>"
    columns = "".join(f'<col style="width: {100 * width / sum(block.widths):.1f}%">' for width in block.widths)
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in block.head)
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


WRITERS: dict[str, Callable[[Sequence[Block]], str | bytes]] = {".md": markdown, ".docx": docx, ".pdf": pdf}
