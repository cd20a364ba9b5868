"""Cells matched by id, then by content; locked cells restored; nothing that a student wrote is lost."""

import random
import tracemalloc
from difflib import SequenceMatcher

import pytest
from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching import sources
from coursebook.grading.matching.parsing import readable
from coursebook.grading.matching.repair import repair
from coursebook.grading.matching.slots import slots

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def released(id, kind, source, **marks):
    nbgrader = {"grade_id": id, "grade": False, "solution": False, "locked": False, "task": False, **marks}
    return {"cell_type": kind, "id": id, "metadata": {"nbgrader": nbgrader} if marks else {}, "source": source}


RELEASE = {
    "cells": [
        released("title", "markdown", "# Exercises\n\nRead the tables."),
        released("set-up", "code", "import pandas as pd\ntable = pd.read_csv('t.csv')", locked=True),
        released("ask-1", "markdown", "## 1. Mean\n\nKeep the mean as `mean`."),
        released("q1", "code", STUB, solution=True),
        released("q1-test", "code", "assert mean == 2", grade=True, locked=True, points=1),
        released("ask-2", "markdown", "## 2. Function\n\nWrite `double`."),
        released("q2", "code", STUB, solution=True),
        released("q2-test", "code", "assert double(2) == 4\nassert double(3) == 6", grade=True, locked=True, points=2),
        released("essay-prompt", "markdown", "Write 100 words.", locked=True),
        released("essay", "markdown", "YOUR ANSWER HERE", grade=True, solution=True, points=4),
    ]
}
SLOTS = slots(RELEASE, {"q1": ("mean",), "q2": ("double",)})
ONE, TWO, ESSAY = "mean = table.x.mean()", "def double(x):\n    return 2 * x", "It **counts** cases."


def submitted(**changes):
    """The cells of an honest student: id -> cell, in order."""
    answers = {"q1": ONE, "q2": TWO, "essay": ESSAY} | changes
    return {
        slot.id: Cell(slot.kind, answers.get(slot.id, slot.source), slot.cell_id, slot.id if slot.role != "prose" else "")
        for slot in SLOTS
    }


def by_id(mended):
    return {placed.id: placed for placed in mended.cells}


def order(mended):
    return [placed.id for placed in mended.cells]


def test_an_honest_notebook_needs_nothing():
    mended = repair(list(submitted().values()), SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert not mended.repairs and not mended.doubts
    assert by_id(mended)["q1"].source == ONE and not by_id(mended)["q1"].is_blank


def test_a_blank_notebook_is_known_as_blank():
    mended = repair(list(submitted(q1=STUB, q2=STUB + "\n\n", essay="YOUR ANSWER HERE").values()), SLOTS)
    assert all(by_id(mended)[id].is_blank for id in ("q1", "q2", "essay"))
    assert not mended.repairs


@pytest.mark.parametrize("gone", ["set-up", "q1-test", "q2-test", "essay-prompt", "q1", "essay"])
def test_a_deleted_cell_is_put_back_where_it_was(gone):
    cells = submitted()
    del cells[gone]
    mended = repair(list(cells.values()), SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert by_id(mended)[gone].source == by_id(repair(list(submitted().values()), SLOTS))[gone].slot.source
    assert any(gone in told and "missing" in told for told in mended.repairs)


def test_all_tests_deleted():
    cells = {id: cell for id, cell in submitted().items() if not id.endswith("-test")}
    mended = repair(list(cells.values()), SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS] and len(mended.repairs) == 2


@pytest.mark.parametrize("id", ["q1-test", "set-up"])
def test_a_changed_locked_cell_is_restored(id):
    mended = repair(list(submitted(**{id: "pass"}).values()), SLOTS)
    assert by_id(mended)[id].source == next(slot.source for slot in SLOTS if slot.id == id)
    assert any(id in told and "changed" in told for told in mended.repairs)


def test_a_copied_test_counts_once_and_runs_nothing():
    cells = submitted()
    cells["copy"] = Cell("code", "pass", "other", "q1-test")
    mended = repair(list(cells.values()), SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert any("2 times" in told for told in mended.repairs)


def test_of_a_copied_answer_the_last_changed_one_counts_and_the_other_still_runs():
    cells = list(submitted().values())
    cells.insert(4, Cell("code", "mean = 3", "copy", "q1"))
    mended = repair(cells, SLOTS)
    assert by_id(mended)["q1"].source == "mean = 3"
    assert by_id(mended)["own-1"].source == ONE and order(mended).index("own-1") < order(mended).index("q1")
    assert any("2 times" in told for told in mended.repairs)


def test_an_untouched_copy_does_not_hide_the_answer():
    cells = list(submitted().values())
    cells.append(Cell("code", STUB, "copy", "q1"))
    mended = repair(cells, SLOTS)
    assert by_id(mended)["q1"].source == ONE and "own-1" not in by_id(mended)


def test_lost_marks_are_found_by_cell_id():
    cells = [Cell(cell.kind, cell.source, cell.id) for cell in submitted().values()]
    mended = repair(cells, SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert by_id(mended)["q2"].source == TWO and by_id(mended)["essay"].source == ESSAY


def test_without_any_id_cells_are_found_by_content():
    cells = [Cell(cell.kind, cell.source) for cell in submitted().values()]
    mended = repair(cells, SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert by_id(mended)["q1"].source == ONE and by_id(mended)["essay"].source == ESSAY
    assert any("content" in told for told in mended.repairs)


def test_renamed_ids_are_found_by_content():
    cells = [Cell(cell.kind, cell.source, f"x{n}", f"renamed-{n}") for n, cell in enumerate(submitted().values())]
    mended = repair(cells, SLOTS)
    assert by_id(mended)["q2"].source == TWO and order(mended) == [slot.id for slot in SLOTS]


def test_swapped_test_ids_change_nothing():
    cells = submitted()
    one, two = cells["q1-test"], cells["q2-test"]
    cells["q1-test"] = Cell(one.kind, one.source, one.id, "q2-test")
    cells["q2-test"] = Cell(two.kind, two.source, two.id, "q1-test")
    mended = repair(list(cells.values()), SLOTS)
    assert order(mended) == [slot.id for slot in SLOTS]
    assert by_id(mended)["q1-test"].source == "assert mean == 2"


def test_an_answer_in_the_wrong_place_is_found_by_the_name_it_binds():
    cells = [cell for cell in submitted().values() if cell.grade_id not in ("q1", "q2")]
    cells += [Cell("code", TWO), Cell("code", "other = 5"), Cell("code", ONE)]
    mended = repair(cells, SLOTS)
    assert by_id(mended)["q1"].source == ONE and by_id(mended)["q2"].source == TWO


@pytest.mark.parametrize(("id", "kind"), [("q1-test", "markdown"), ("q1", "markdown"), ("essay", "code"), ("set-up", "raw")])
def test_a_retyped_cell_gets_its_type_back(id, kind):
    cells = submitted()
    cells[id] = Cell(kind, cells[id].source, cells[id].id, id)
    mended = repair(list(cells.values()), SLOTS)
    slot = next(slot for slot in SLOTS if slot.id == id)
    assert by_id(mended)[id].kind == slot.kind
    assert any(f"had become {kind}" in told for told in mended.repairs)


@pytest.mark.parametrize("unseen", ["\xa0\xa0\xa0\xa0", "    \u200b", "\ufeff    "], ids=ascii)
def test_blanks_that_nobody_sees_are_made_plain_ones(unseen):
    mended = repair([*submitted(q2=TWO.replace("    ", unseen)).values()], SLOTS)
    assert by_id(mended)["q2"].source == TWO and any("blanks" in told for told in mended.repairs)
    text = "mean = 'a\xa0b'"
    assert by_id(repair([*submitted(q1=text).values()], SLOTS))["q1"].source == text, "one in a text is the student's"


def test_own_cells_stay_where_they_stood():
    cells = list(submitted().values())
    cells.insert(2, Cell("code", "helper = 1"))
    cells.insert(6, Cell("markdown", "A note."))
    cells.append(Cell("code", "last = 1"))
    ids = order(repair(cells, SLOTS))
    assert ids.index("set-up") < ids.index("own-1") < ids.index("q1")
    assert ids.index("q1-test") < ids.index("own-2") < ids.index("q2")
    assert ids[-1] == "own-3"


def test_moved_answers_keep_the_students_order_and_the_set_up_comes_first():
    cells = submitted()
    moved = [cells.pop("q2"), *cells.values()]
    mended = repair(moved, SLOTS)
    ids = order(mended)
    assert ids.index("set-up") < ids.index("q2") < ids.index("q1")
    assert sorted(ids) == sorted(slot.id for slot in SLOTS)
    assert any("moved" in told for told in mended.repairs)


def test_moved_locked_cells_are_back_in_their_place():
    cells = submitted()
    moved = [cells.pop("q2-test"), *cells.values()]
    assert order(repair(moved, SLOTS)) == [slot.id for slot in SLOTS]


def test_an_answer_written_into_the_test_cell_is_a_case_for_a_human():
    mended = repair(list(submitted(q1=STUB, **{"q1-test": "mean = 2\nassert mean == 2"}).values()), SLOTS)
    assert len(mended.doubts) == 1 and "q1-test" in mended.doubts[0]


HALF, CALL = "def double(x):\n    return 2 * x", "four = double(2)"
TWO_NAMES = slots(RELEASE, {"q1": ("mean",), "q2": ("double", "four")})


def test_of_answers_that_stand_in_one_cell_none_is_called_not_found():
    cells = submitted(q1=f"{ONE}\n\n{TWO}")
    del cells["q2"]
    assert repair(list(cells.values()), SLOTS).doubts == (
        "The cell “q2” is not in the notebook, and another one sets its names.",
    )
    cells["q1"] = submitted()["q1"]
    assert repair(list(cells.values()), SLOTS).doubts == (
        "The cell “q2” is not in the notebook, and no answer to it was found.",
    )


@pytest.mark.parametrize("test", ["assert double(2) == 4\nassert double(3) == 6", ""], ids=["with the test", "alone"])
def test_an_answer_merged_with_its_test_and_split_again_runs_whole(test):
    cells = submitted()
    halves = [Cell("code", HALF, "", "q2-test"), Cell("code", f"{CALL}\n{test}", "", "")]
    place = list(cells).index("q2")
    mended = repair([*list(cells.values())[:place], *halves, *list(cells.values())[place + 2 :]], TWO_NAMES)
    ran = [one.source for one in mended.cells if one.kind == "code"]
    assert "\n".join(ran).index(HALF) < "\n".join(ran).index(CALL)
    assert by_id(mended)["q2-test"].source == by_id(mended)["q2-test"].slot.source


def test_part_of_an_answer_that_stays_in_a_locked_cell_hinders_the_rest():
    cells = submitted(**{"q1-test": "assert mean == 2\nmean = half = 3", "q2": "four = half + 1"})
    assert "half" in by_id(repair(list(cells.values()), TWO_NAMES))["q2"].hindrance


@pytest.mark.parametrize("text", ["Close of the ps-w-memo.", "80 % of 3, or 2.4.", "Ні: 12 > 7!", "§ 5"])
def test_what_is_no_code_below_a_task_for_a_text_belongs_to_the_text(text):
    cells = [*submitted().values(), Cell("code", text, "", ""), Cell("code", "x = 1", "", "")]
    mended = repair(cells, SLOTS)
    assert by_id(mended)["essay"].source == f"{ESSAY}\n\n{text}"
    assert [one.source for one in mended.cells if one.id.startswith("own")] == ["x = 1"]


def test_nothing_but_strange_cells():
    mended = repair([Cell("code", "print('hi')"), Cell("raw", "?"), Cell("markdown", "")], SLOTS)
    assert [id for id in order(mended) if not id.startswith("own-")] == [slot.id for slot in SLOTS]
    assert {"own-1", "own-2"} <= set(order(mended))


DEEP = {
    "brackets": "mean = " + "(" * 5_000 + ")" * 5_000,
    "lists": "mean = " + "[" * 5_000 + "]" * 5_000,
    "signs": "mean = " + "-" * 40_000 + "1",
    "names": "mean = a" + ".b" * 20_000,
    "shallow enough to be read": "mean = a" + ".b" * 2_000,
    "sums": "mean = " + "1 + " * 12_000 + "1",
    "a number": "mean = " + "9" * 40_000,
    "blocks": "".join(" " * depth + "if 1:\n" for depth in range(300)) + "mean = 1",
    "half a letter": "mean = '\udc80'",
    "nothing": "mean = '\x00'",
}


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP)
def test_code_nested_without_end_is_found_like_any_other(source):
    cells = [cell for cell in submitted().values() if cell.grade_id != "q1"]
    mended = repair([*cells, Cell("code", source)], SLOTS)
    assert by_id(mended)["q1"].source == readable(source)


def test_a_huge_cell_takes_no_memory_to_look_through():
    source = "mean = [" + "1," * 900_000 + "]"
    tracemalloc.start()
    mended = repair([*(cell for cell in submitted().values() if cell.grade_id != "q1"), Cell("code", source)], SLOTS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert by_id(mended)["q1"].source == source and most < 150_000_000


def test_a_thousand_cells_with_the_letters_of_a_locked_one_are_not_all_compared(monkeypatch):
    locked = "".join(f"total_{number} = table.loc[{number}, 'cases'] + {number}\n" for number in range(30))
    several = slots({"cells": [released(f"l{one}", "code", f"{locked}# {one}", locked=True) for one in range(9)]}, {})
    chance, compared = random.Random(4), []
    ratio = SequenceMatcher.ratio
    monkeypatch.setattr(SequenceMatcher, "ratio", lambda self: compared.append(len(self.a) * len(self.b)) or ratio(self))
    monkeypatch.setattr(sources, "LETTERS", 10_000_000)
    mended = repair([Cell("code", "".join(chance.sample(locked, len(locked)))) for _ in range(60)], several)
    assert 5_000_000 < sum(compared) <= 10_000_000
    assert len(mended.cells) == 69 and len(mended.repairs) == 9, "nothing is lost, all is told"


def test_points_and_flags_of_the_submission_have_no_way_in():
    assert set(Cell.__dataclass_fields__) == {"kind", "source", "id", "grade_id", "has_picture"}
