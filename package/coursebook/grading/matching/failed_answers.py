"""Why an answer that failed here may be right where it was written; then a person decides, and it is no zero."""

from __future__ import annotations

from coursebook.grading.matching.hindrance import changed_signs, lacking, not_kept, set_elsewhere, set_twice
from coursebook.grading.matching.placed import Mended, Placed
from coursebook.grading.matching.versions import other_language, other_libraries


def why_in_doubt(cell: Placed, mended: Mended, trouble: str, told: str, before: str, language: tuple[str, str]) -> str:
    """A sentence for the person, or "" if nothing speaks for an answer of which some test failed.

    Args:
        cell: the answer's.
        trouble: the error with which it ended, if it did.
        told: what the failed tests say.
        before: the first error of a cell that is of the machine, if there is one.
        language: of the notebook, by its own word, and the version.
    """
    if cell.is_blank or cell.slot is None:
        return ""
    if trouble and (
        why := cell.hindrance
        or lacking(trouble, before)
        or set_elsewhere(trouble, mended.other_code(cell))
        or changed_signs(trouble, cell.source)
        or other_language(trouble, *language)
        or other_libraries(cell.source, trouble)
    ):
        return f"The cell “{cell.id}” did not run to its end ({trouble}), and {why}."
    why = (
        ("" if trouble else not_kept(told, cell.source))
        or set_twice(cell.slot.names, mended.other_code(cell, of_student=True))
        or other_libraries(cell.source, told)
    )
    return f"An answer to “{cell.id}” is not right here, and {why}." if why else ""
