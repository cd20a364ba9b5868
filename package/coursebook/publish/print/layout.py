"""What a typesetter that only lets text flow leaves undone: notes level with their lines, figures as large as the room left.

Both read the boxes of pages that WeasyPrint has laid out. Lengths are CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import BlockBox, FootnoteAreaBox

MM = 96 / 25.4
# Between a note and the text, and between two notes.
BESIDE, BELOW = 6 * MM, 1.6 * MM
# So far notes may reach below the text.
OVER = 6 * MM
# A figure is drawn for its width: smaller than this, its words can no longer be read.
SMALLEST = 0.72


def _flow(box: Any) -> Iterator[Any]:
    """A box and all in it, without notes and what stands in them."""
    yield box
    for child in getattr(box, "children", ()):
        if not child.is_absolutely_positioned():
            yield from _flow(child)


def _is_note(box: Any) -> bool:
    """Whether a box was taken out of the flow for the margin; so were the bullets of lists, which stay."""
    return box.is_absolutely_positioned() and not box.is_outside_marker


def _notes(page: Any) -> list[Any]:
    """The notes of a page, in the order of their lines."""
    found = [child for box in _flow(page) for child in getattr(box, "children", ()) if _is_note(child)]
    return sorted(found, key=lambda note: note.position_y)


def place_notes(pages: list[Any]) -> None:
    """Move each note into the margin, level with its line or as near to it as the notes around it allow."""
    for page in (one._page_box for one in pages):
        notes = _notes(page.children[0])
        for note, at in zip(notes, _stacked(notes, page), strict=True):
            note.translate(page.content_box_x() + page.width + BESIDE - note.position_x, at - note.position_y)


def crowded_notes(pages: list[Any]) -> bool:
    """Let the longest notes become footnotes where the margin is too short for all.

    Returns:
        Whether there were any, so that the pages must be laid out again.
    """
    crowded = False
    for page in (one._page_box for one in pages):
        notes = _notes(page.children[0])
        while notes and min(_stacked(notes, page)) < page.content_box_y() - 1:
            longest = max(notes, key=lambda note: note.margin_height())
            longest.element.set("class", "note")
            notes.remove(longest)
            crowded = True
    return crowded


def _stacked(notes: list[Any], page: Any) -> list[float]:
    """Where notes begin that stand one below the other, beside nothing that reaches into the margin; too many begin above
    the page."""
    right, top = page.content_box_x() + page.width, page.content_box_y()
    wide = sorted(
        (box.border_box_y(), box.border_box_y() + box.border_height())
        for box in _flow(page.children[0])
        if isinstance(box, BlockBox) and box.border_box_x() + box.border_width() > right + 1
    )
    down, at = [], top
    for note in notes:
        height = note.margin_height()
        at = max(at, note.position_y)
        for start, end in wide:
            if start < at + height and at < end:
                at = end + BELOW
        down.append(at)
        at += height + BELOW
    # Those that would end below the page move up, and so do those above them.
    placed, limit = [], top + page.height + OVER
    for note, at in reversed(list(zip(notes, down, strict=True))):
        height = note.margin_height()
        at = min(at, limit - height)
        for start, end in reversed(wide):
            if start < at + height and at < end:
                at = start - BELOW - height
        placed.append(at)
        limit = at - BELOW
    return placed[::-1]


def shrink_figures(pages: list[Any]) -> bool:
    """Make figures that just did not fit on a page so small that they do: their elements get a width.

    Returns:
        Whether any was made smaller, so that the pages must be laid out again.
    """
    shrunk = False
    boxes = [page._page_box for page in pages]
    for page, after in zip(boxes, boxes[1:], strict=False):
        figure = _leading_figure(after)
        if figure is None:
            continue
        picture = next((box for box in _flow(figure) if box.element_tag == "img"), None)
        needed = figure.border_box_y() + figure.border_height() - after.content_box_y()
        lacking = needed - _room(page) + 1 * MM
        if picture is not None and lacking > 0 and picture.height - lacking >= SMALLEST * picture.height:
            picture.element.set("style", f"width: {picture.width * (1 - lacking / picture.height):.1f}px")
            shrunk = True
    return shrunk


def _leading_figure(page: Any) -> Any:
    """The figure with which a page begins, if need be below its heading; none where a chapter begins."""
    for box in _flow(page.children[0]):
        if box.element_tag == "figure":
            return box if "cb-twin" not in box.element.get("class", "") else None
        if box.element_tag in ("h1", "h2", "p", "li", "td", "pre", "dt", "dd") or "cb-question" in _class(box):
            return None
    return None


def _class(box: Any) -> str:
    return box.element.get("class", "") if hasattr(box.element, "get") else ""


def _room(page: Any) -> float:
    """The height that is left below the text of a page."""
    root, *areas = page.children
    foot = [area.position_y for area in areas if isinstance(area, FootnoteAreaBox)]
    end = max((box.position_y + box.margin_height() for box in _flow(root) if _is_leaf(box)), default=page.content_box_y())
    return min([page.content_box_y() + page.height, *foot]) - end


def _is_leaf(box: Any) -> bool:
    return not getattr(box, "children", ()) and hasattr(box, "margin_height") and box.height != "auto"
