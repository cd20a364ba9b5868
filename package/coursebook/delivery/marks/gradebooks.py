"""Marks into the file that a learning system exports and imports: who each row is, which column is ours, what is written.

A row is found by its ids, then by its e-mail, and last by a name that nobody else has. A mark is written in the column's own
points, with two decimals at most, halves rounded up; the penalty for lateness is in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from coursebook.delivery.marks.spreadsheet import Row, Spreadsheet, whose
from coursebook.exercises.release import roster_columns
from coursebook.faults import InputError
from coursebook.grading.gradebook.total import EXCUSED, NOTHING, Mark
from coursebook.grading.intake.class_list import Person
from coursebook.grading.reports.terminal import few

# What a system puts behind the name of an assignment in the head of its column.
SUFFIXES = {
    "canvas": re.compile(r" \(\d+\)$"),
    "moodle": re.compile(r" \((?P<shown>[^()]+)\)$"),  # as points, per cent or letters, in the language of the site
    "blackboard": re.compile(r" \[Total Pts: (?:up to )?[\d.,]* ?(?P<shown>[^\]]*)\](?: \|\d+)?$"),
    "gradescope": re.compile(r"(?!)"),
}
PREFIX = re.compile(r"^[^\W\d]+(?: [^\W\d]+)?\s?: ")  # "Assignment: ", "Devoir : ", "External tool: "
PERCENT = "percentage"
AS_PERCENT = {PERCENT, "prozentsatz", "prozent", "pourcentage", "porcentaje", "procent", "відсоток"}
# What a column shows that cannot be filled with points.
NO_POINTS = AS_PERCENT | {"letter", "buchstabe", "lettre", "letra", "літера", "text", "complete/incomplete", "scale"}
NO_POINTS |= {"feedback", "rétroaction", "retroalimentación", "відгук"}
# What stands behind the marks in Moodle's grading worksheet, as the columns are called in one spelling.
MOST = ("maximum grade", "bestwertung", "note maximale", "calificación máxima", "максимальна оцінка", "maksymalna ocena")
EXCUSED_BY = {"canvas": "EX"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+")
THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))|\.(?=.*,)")
HUNDREDTH = Decimal("0.01")


@dataclass
class Filled:
    """The file with its marks, and what became of whom; all but ``content`` for people."""

    content: bytes
    column: str
    written: list[str] = field(default_factory=list)
    by_name: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)  # lines of the file
    states_points: bool = True


def fill(
    sheet: Spreadsheet,
    system: str,
    people: Sequence[Person],
    marks: Mapping[str, Mark],
    points: float,
    titles: Iterable[str],
    column: str = "",
    scale: bool = False,
    without: Iterable[str] = (),
    zero: bool = False,
) -> Filled:
    """Write marks into a system's own export.

    Args:
        sheet: the export.
        system: one of :data:`SUFFIXES`.
        people: the class.
        marks: for each student the mark in per cent, or why there is none.
        points: of the assignment.
        titles: what its column may be called.
        column: what it is called, if that is another name.
        scale: whether a column with another number of points takes the mark in proportion.
        without: students who may be missing in the file.
        zero: whether who handed nothing in gets 0.

    Raises:
        InputError: the file is of another system or course, has no such column or other points, does not tell two students
            apart, or lacks a student; all faults are listed.
    """
    _check_system(sheet, system)
    place = _column(sheet, system, titles, column)
    rows = [
        row for row in sheet.rows if not roster_columns.no_student(_padded(sheet, row), roster_columns.system_of(sheet.names))
    ]
    found, by_name = whose(sheet, rows, people)
    filled = Filled(b"", sheet.heads[place], by_name=by_name)
    theirs = {row.line for row in found.values()}
    filled.others = [row.line for row in rows if row.line not in theirs]
    faults, changes = [], {}
    due = [one for one, mark in marks.items() if not isinstance(mark, str) or (mark == NOTHING and zero)]
    missing = sorted(set(due) - set(found) - set(without))
    if missing:
        wrong = f"Students with a mark are not in it ({len(missing)}): {few(missing)}."
        names = f"{','.join(missing[:3])}{',…' * (len(missing) > 3)}"
        faults.append(sheet.fault("", wrong, f"export it anew with all sections, or add --without {names}"))
    _check_points(sheet, system, place)
    out_of = _out_of(sheet, system, place)
    has_comma = _has_comma(sheet)
    for student, row in found.items():
        mark = marks.get(student, NOTHING)
        mark = 0.0 if mark == NOTHING and zero else mark
        text = EXCUSED_BY.get(system, "") if mark == EXCUSED else ""
        if isinstance(mark, str) and not text:
            filled.left.setdefault(mark, []).append(student)
            continue
        if place >= len(row.cells):
            faults.append(sheet.fault(f"line {row.line}", f"The row has no cell for '{filled.column}'.", "export it anew."))
            continue
        most = out_of(row)
        filled.states_points &= most is not None
        if most == 0 or most is not None and abs(most - points) > 1e-9 and not scale:
            wrong = f"'{filled.column}' is out of {most:g} points, the assignment of {points:g}."
            fix = f"set the points to {points:g} in {system.title()} and export anew{', or add --scale' * bool(most)}."
            faults.append(sheet.fault("", wrong, fix))
            break
        text = text or _number(mark / 100 * (points if most is None else most), has_comma)
        filled.written.append(student)
        before = row.cells[place].value
        if _read_number(before) == _read_number(text) is not None:
            continue  # "8.00" is 8 already
        changes[row.cells[place]] = text
        if before not in ("", "-", text):
            filled.moved.append(student)
    if faults:
        raise InputError(*faults)
    filled.content = sheet.changed(changes)
    return filled


def _padded(sheet: Spreadsheet, row: Row) -> dict[str, str]:
    return dict.fromkeys(sheet.names, "") | sheet.fields(row)


def _check_system(sheet: Spreadsheet, system: str) -> None:
    seen = roster_columns.system_of(sheet.names).casefold()
    if seen not in ("csv", system):
        fix = f"name the file that {system.title()} exports" + (f", or write --to {seen}." if seen in SUFFIXES else ".")
        raise InputError(sheet.fault("line 1", f"This is an export of {seen.title()}.", fix))


def _names(head: str, system: str) -> set[str]:
    """What an assignment may be called whose column has this head, as :func:`_letters` compares it.

    Whether "Hives: " is a word of the system or of the title cannot be seen: both are tried.
    """
    bare = SUFFIXES[system].sub("", head)
    return {_letters(name) for name in (head, bare, PREFIX.sub("", bare))}


def _column(sheet: Spreadsheet, system: str, titles: Iterable[str], column: str) -> int:
    """The place of our column."""
    wanted = {_letters(one) for one in ([column] if column else titles)}
    theirs = [place for place, name in enumerate(sheet.names) if name not in roster_columns.KNOWN]
    matches = [place for place in theirs if _names(sheet.heads[place], system) & wanted]
    # Moodle can show a column in several ways.
    matches = [place for place in matches if _shown(sheet, system, place) not in NO_POINTS] or matches
    if not matches and not column and system == "moodle":
        behind = [*sheet.names[1:], ""]
        matches = [place for place in theirs if sheet.names[place] == "grade" or behind[place] in MOST]
    if len(matches) == 1:
        return matches[0]
    wrong = f"{len(matches)} columns are called so" if matches else f"There is no column '{column or next(iter(titles), '')}'"
    shown = few([f"'{sheet.heads[place]}'" for place in (matches or theirs)]) or "none"
    raise InputError(sheet.fault("line 1", f"{wrong}; the columns are {shown}.", "name ours with --column."))


def _shown(sheet: Spreadsheet, system: str, place: int) -> str:
    """How a column shows its marks, as the system says it or the cells do; "" if neither does."""
    if any(row.cells[place].value.endswith("%") for row in sheet.rows if place < len(row.cells)):
        return PERCENT
    found = SUFFIXES[system].search(sheet.heads[place])
    return (found.groupdict().get("shown") or "").casefold() if found else ""


def _check_points(sheet: Spreadsheet, system: str, place: int) -> None:
    shown = _shown(sheet, system, place)
    if system == "moodle" and sheet.names[place] == "grade" and "scale" in sheet.names:
        shown = "scale"
    if shown in NO_POINTS:
        wrong = f"'{sheet.heads[place]}' does not show points but {shown}."
        fix = f"let {system.title()} show and export it as points, and export anew."
        raise InputError(sheet.fault("line 1", wrong, fix))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _out_of(sheet: Spreadsheet, system: str, place: int) -> Callable[[Row], float | None]:
    """How many points the column has for a row; None where the file does not say."""
    head = sheet.heads[place]
    if system == "canvas" and "canvas id" in sheet.names:
        points = next(
            (row for row in sheet.rows if roster_columns.no_student(_padded(sheet, row), "Canvas") == "Points Possible"), None
        )
        said = points.cells[place].value if points and place < len(points.cells) else ""
        most = _read_number(said)
        if said and most is None:  # "(read only)", in the language of whoever exported it
            fix = "name the column of an assignment with --column."
            raise InputError(sheet.fault("line 1", f"Canvas works '{head}' out itself.", fix))
        return lambda row: most
    if system == "blackboard":
        match = re.search(r"Total Pts: (?:up to )?([\d.,]+)", head)
        most = _read_number(match[1]) if match else None
        return lambda row: most
    names, beside = (sheet.names, MOST) if system == "moodle" else (sheet.heads, (f"{head} - Max Points",))
    other = next((place for place, name in enumerate(names) if name in beside), None)
    return lambda row: None if other is None else _value(row, other)


def _value(row: Row, place: int) -> float | None:
    return _read_number(row.cells[place].value) if place < len(row.cells) else None


def _read_number(text: str) -> float | None:
    """A number of points in any country's spelling: 8, 8.0, 8,00, 1,000 and 1.000,00; behind a comma none has three decimals."""
    return float(THOUSANDS.sub("", text).replace(",", ".")) if NUMBER.fullmatch(text) else None


def _has_comma(sheet: Spreadsheet) -> bool:
    """Whether numbers of the file have a decimal comma: one has, or its columns are parted so and none has a point."""
    cells = [cell.value for row in sheet.rows for cell in row.cells]
    with_comma = r"\d+,\d\d" if sheet.delimiter == "," else r"\d+,\d\d?"
    if any(re.fullmatch(with_comma, cell) for cell in cells):
        return True
    return sheet.delimiter == ";" and not any(re.fullmatch(r"\d+\.\d+", cell) for cell in cells)


def _number(value: float, has_comma: bool) -> str:
    rounded = Decimal(repr(round(value, 9))).quantize(HUNDREDTH, ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".") or "0"
    return text.replace(".", ",") if has_comma else text
