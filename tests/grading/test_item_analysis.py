"""Item analysis: held to published results, to simulated classes with an unfair variant, and to what a user does."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from coursebook.__main__ import main
from coursebook.exercises import hunts, sets
from coursebook.grading.analysis import classical, fairness, findings, given, rasch, report
from coursebook.grading.analysis.scores import CODE, Item, table
from coursebook.grading.demo import simulated_marks

from tests.grading.klass import COURSE, KEY, SET, TERM

# Section 6 of the Law School Admission Test, 1,000 people and five items: Bock and Lieberman, Psychometrika 35 (1970); the
# counts as Thissen prints them, Psychometrika 47 (1982).
LSAT6 = Path(__file__).with_name("lsat6.csv")


@pytest.fixture(scope="module")
def lsat6():
    with LSAT6.open(encoding="utf-8", newline="") as file:
        rows = [(row["pattern"], int(row["students"])) for row in csv.DictReader(file)]
    earned = [[int(digit) for digit in pattern] for pattern, times in rows for _ in range(times)]
    assert len(earned) == 1000
    return table([Item(f"i{n}", CODE, "o", 1) for n in range(1, 6)], [str(n) for n in range(1000)], earned)


def test_classical_statistics_of_a_published_example(lsat6):
    # As Rizopoulos prints them (J. Stat. Softw. 17:5, 2006): descript(LSAT) of the R package ltm.
    found = findings.analyse(lsat6)
    assert [round(one.difficulty.value, 3) for one in found.items] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [one.discrimination.value for one in found.items] == pytest.approx(
        [0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5
    )
    assert round(found.reliability.value, 4) == 0.2950
    # Their bootstrap gives 0.22 to 0.37.
    assert (found.reliability.low, found.reliability.high) == pytest.approx((0.22, 0.37), abs=0.015)


def test_the_rasch_model_of_a_published_example(lsat6):
    # RM() and itemfit() of the R package eRm 1.0-2 on the same counts; Bock and Aitkin (Psychometrika 46, 1981) print marginal
    # estimates that lie within 0.01 of these.
    found = rasch.of_class(lsat6)
    assert found.difficulty == pytest.approx([-1.256128, 0.474907, 1.235981, 0.168410, -0.623170], abs=1e-5)
    assert found.error == pytest.approx([0.104406, 0.069917, 0.068778, 0.072619, 0.085917], abs=1e-5)
    assert found.infit == pytest.approx([0.827720, 0.967996, 0.972798, 0.954093, 0.895298], abs=1e-5)
    assert found.outfit == pytest.approx([0.800754, 0.957721, 0.949424, 0.943763, 0.872079], abs=1e-5)
    assert found.log_likelihood == pytest.approx(-1091.569690, abs=1e-5)


def alarms(seed: int, students: int, harder: float) -> list[fairness.Comparison]:
    scores, traits = simulated_marks.marks(np.random.default_rng([seed, students]), students, harder)
    return [one for one in fairness.compare(scores, traits, 199, seed) if one.is_alarm]


def test_an_unfair_variant_is_found_in_a_large_class():
    found = [alarms(seed, 400, 1.5) for seed in range(40)]
    hits = [
        one for listed in found for one in listed if (one.item, one.trait, one.level) == ("item-1", "parameter-1", "value 0")
    ]
    assert len(hits) >= 0.9 * len(found)
    assert all(one.difference < 0 and one.difference <= one.shrunk <= 0 for one in hits)


def test_fair_variants_raise_an_alarm_in_less_than_one_class_in_twenty():
    assert sum(bool(alarms(seed, 60, 0.0)) for seed in range(200)) < 0.05 * 200


def test_a_small_class_is_told_that_it_is_too_small():
    scores, traits = simulated_marks.marks(np.random.default_rng(1), 8, 1.5)
    found = findings.analyse(scores, traits)
    rows = [dict(zip(report.ITEM_HEAD, row)) for row in report.item_rows(found)]
    assert all(row[name] == report.TOO_FEW for row in rows for name in ("difficulty", "discrimination", "rasch difficulty"))
    assert found.reliability is None and found.comparisons == [] and found.scale is None
    scores, traits = simulated_marks.marks(np.random.default_rng(1), 19, 1.5)
    found = findings.analyse(scores, traits)
    assert all(one.difficulty and not one.discrimination for one in found.items) and not found.reliability
    nobody = findings.analyse(table(scores.items, [], []))
    assert len(report.item_rows(nobody)) == len(scores.items) and nobody.suggestions == {} and list(report.summary(nobody))


def test_what_stands_out_is_said_in_plain_words():
    chance = random.Random(3)
    rows = [
        [chance.choice((0, 4)) for _ in range(3)] + [4.0 * (place >= 14), 4.0, np.nan if place > 5 else 0.0]
        for place in range(20)
    ]
    items = [Item(f"i{n}", CODE, "o", 4) for n in range(6)]
    found = findings.analyse(table(items, [str(n) for n in range(20)], rows))
    assert any("14 of 20 got nothing" in one for one in found.suggestions["i3"])
    assert any("All 20 got everything" in one for one in found.suggestions["i4"])
    assert (
        "i5" not in found.suggestions
        and found.items[5].waiting == 14
        and found.outcomes[0].items == ("i0", "i1", "i2", "i3", "i4")
    )


def test_difficulty_stays_within_nought_and_one():
    ends = classical.difficulty(np.ones(10))
    assert ends.value == 1 == ends.high and 0.7 < ends.low < 0.75  # Wilson: 10 of 10 is 0.722 to 1


def test_what_a_class_was_given_is_read_from_its_release(graded):
    exercise, students = sets.exercise(SET), sorted(path.stem for path in graded.given.glob("*.ipynb"))
    variants = {student: exercise.variant(student, KEY, COURSE, TERM) for student in students}
    found = {one.name: one for one in given.traits(exercise, students, list(variants), graded.folder / "release")}
    assert found["offence"].levels == tuple(variants[student].parameters["offence"] for student in students)
    (hunt,) = exercise.hunts
    planted = [hunts.planted(hunt, random.Random(f"{variants[student].seed}:{hunt.id}"))[1] for student in students]
    assert found[f"faults in {hunt.id}"].levels == tuple(str(len(one)) for one in planted)
    assert found[f"faults in {hunt.id}"].item == hunt.id and {one.split()[0] for one in found["printed"].levels} == {
        "up",
        "above",
    }
    assert "offence_in_words" not in found and "source" not in found


def test_the_command_writes_a_page_and_tables_that_name_nobody(graded, tmp_path, capsys):
    into = tmp_path / "items"
    command = ["marks", "items", "--assignment", SET, "--out", str(graded.out), "--into", str(into)]
    assert main([*command, "--release", str(graded.folder / "release")]) == 0
    said = capsys.readouterr().out
    rows = {row["item"]: row for row in csv.DictReader((into / "items.csv").open(encoding="utf-8"))}
    exercise = sets.exercise(SET)
    assert rows.keys() == {one.id for one in (*exercise.questions, *exercise.tasks)} and all(id in said for id in rows)
    records = [graded.record(path.stem) for path in graded.given.glob("*.ipynb")]
    marked = [one for one in records if one["status"] == "graded"]
    for place, question in enumerate(exercise.questions):
        shares = [record["questions"][place]["earned"] / question.points for record in marked]
        assert float(rows[question.id]["difficulty"]) == pytest.approx(sum(shares) / len(shares), abs=0.001)
    assert all(rows[task.id]["difficulty"] == report.WAITS for task in exercise.tasks)
    written = "".join(path.read_text(encoding="utf-8") for path in into.iterdir()) + said
    roster = csv.DictReader((graded.folder / "roster.csv").open(encoding="utf-8"))
    assert not [cell for row in roster for cell in row.values() if cell in written]
    assert main([*command, "--release", str(tmp_path)]) != 0 and "Fix:" in capsys.readouterr().err
