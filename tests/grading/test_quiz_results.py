"""Results of a quiz in Canvas' and Moodle's exports: items, wrong answers that draw the better students, options that nobody takes."""

import csv
import random

import pytest
from coursebook.__main__ import main
from coursebook.delivery import items
from coursebook.grading import errors

MOODLE = "Last name,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00"
HEAD = ["name", "id", "sis_id", "section", "section_id", "section_sis_id", "submitted", "attempt"]


@pytest.fixture(scope="module")
def question():
    return next(one for one in items.items([], ["practice"]) if one.kind == "single" and len(one.options) > 3)


def export(path, question, students=80):
    """Eight questions: one of the bank whose last option nobody takes, one keyed wrongly, one that half of the class drew."""
    chance = random.Random(5)
    options = [option.text for option in question.options]
    key = next(option.text for option in question.options if option.is_right)
    wrong = [text for text in options if text != key]
    prompts = [items.plain(question.prompt), *(f"Question {n}?" for n in range(2, 9))]
    head = HEAD + [cell for n, prompt in enumerate(prompts) for cell in (f"{100 + n}: {prompt}", "2.0")]
    rows = []
    for place in range(students):
        skill = chance.random()
        cells = []
        for n in range(8):
            is_good = chance.random() < 0.15 + 0.7 * skill
            if n == 0:
                cells += [items.plain(key), "2.0"] if is_good else [items.plain(chance.choice(wrong[:-1])), "0.0"]
            elif n == 1:  # what the better students choose counts as wrong
                cells += ["the better answer", "0.0"] if is_good else ["the key", "2.0"]
            elif n == 2 and place % 2:
                cells += ["", ""]
            else:
                cells += ["yes", "2.0"] if is_good else ["no", "0.0"]
        rows.append([f"Name {place}", f"{7000 + place}", "", "A", "1", "", "2026-11-28", "1", *cells, "1", "1", "9.0"])
    first = [*rows[0][:7], "2", *["yes", "2.0"] * 8, *rows[0][-3:]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*head, "n correct", "n incorrect", "score"], first, *rows])
    return wrong[-1]


def test_a_quiz_is_read_and_judged(question, tmp_path, capsys):
    nobodys = export(tmp_path / "quiz.csv", question)
    assert main(["marks", "quiz", str(tmp_path / "quiz.csv")]) == 0
    said = capsys.readouterr().out
    rows = {row["item"]: row for row in csv.DictReader((tmp_path / "quiz" / "items.csv").open(encoding="utf-8"))}
    assert rows[question.id]["outcome"] == question.outcome and rows[question.id]["students"] == "80"
    assert float(rows["question-101"]["discrimination"]) < 0 < float(rows["question-103"]["discrimination"])
    assert rows["question-102"]["students"] == "40" and rows["question-102"]["difficulty"] not in ("", "waits for marks")
    assert rows["question-102"]["discrimination"] == "too few to say"
    answers = list(csv.DictReader((tmp_path / "quiz" / "answers.csv").open(encoding="utf-8")))
    mine = [row for row in answers if row["item"] == "question-103"]
    assert {row["answer"]: row["right"] for row in mine} == {"yes": "yes", "no": "no"}
    assert sum(int(row["students"]) for row in mine) == 80
    assert "who chose “the better answer” did better in the rest" in said
    assert f"Nobody of 80 chose “{items.plain(nobodys)}”" in said and said.count("is it right too?") == 1
    # The second attempt of the first student took the place of the first, whatever its row.
    assert {row["answer"] for row in answers if row["item"] == "question-101"} == {"the better answer", "the key", "yes"}
    page = (tmp_path / "quiz" / "index.html").read_text(encoding="utf-8")
    assert "What was answered" in page and "Were the variants alike?" not in page and "Name 1" not in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,id,score\nA,1,2\n", "No column is a question"),
        ("id,7: Why?,2.0\n1,so,many\n", "line 2: 'many' is no number"),
        (f"{MOODLE},Response 1\nA,B,c,Finished,d,e,f,9.00,yes\n", "No column is a question"),
        (f"{MOODLE},Q. 1 /1.00\nA,B,c,Finished,d,e,f,9.00,1.00\n", "No column is a question"),
        (f"{MOODLE},Response 1,Right answer 1\nA,B,c,In progress,d,-,-,-,yes,no\n", "No attempt in it is finished"),
        (f"{MOODLE},Response 1,Right answer 1\nA,B,c,Finished,d,e,f,9.00,yes\n", "line 2: It has 9 cells, the heading 10"),
        (f"{MOODLE},Response 1,Right answer 1\nA,B,c,Finished,d,e,f,9.00,yes,-\n", "It tells no right answer"),
    ],
)
def test_another_file_is_refused(tmp_path, capsys, text, told):
    (tmp_path / "quiz.csv").write_text(text)
    assert main(["marks", "quiz", str(tmp_path / "quiz.csv")]) == errors.FAULTY
    said = capsys.readouterr().err
    assert told in said and "Fix:" in said and not (tmp_path / "quiz").exists()
    assert main(["marks", "quiz", str(tmp_path / "none.csv")]) == errors.FAULTY


def moodles(text):
    """A text of the bank as Moodle prints it."""
    return items.plain(text).replace("’", "'")


def moodle(path, words=("Response", "Right answer"), with_question=False, comma=False, students=30):
    """Moodle's responses to questions of each kind, in its own order of columns; returns the questions and what they should earn."""
    bank = items.items([], ["practice", "graded"])
    kinds = ["single", "multiple", "numeric", "matching", *["ordering"] * with_question]
    asked = [next(one for one in bank if one.kind == kind and (kind != "numeric" or one.unit)) for kind in kinds]
    drawn = [one for one in bank if one.kind == "single" and one is not asked[0]][:2]
    chance = random.Random(7)
    point = "," if comma else "."
    numbered = [f"{word} {n}" for n in range(1, len(asked) + 3) for word in ([*["Question"] * with_question, *words])]
    head = ["Last name", "First name", "Email address", "State", "Started on", "Completed", "Time taken", f"Grade/10{point}00"]
    rows, earned = [], []
    for place in range(students):
        is_good = place % 3 > 0
        cells, own = [], {}
        for one in [*asked, drawn[place % 2]]:
            rights = [moodles(option.text) for option in one.options if option.is_right]
            wrongs = [moodles(option.text) for option in one.options if not option.is_right]
            if one.kind == "single":
                said, right, own[one.id] = (rights if is_good else wrongs)[0], rights[0], float(is_good)
            elif one.kind == "multiple":  # a right choice too few, and sometimes a wrong one too many
                chance.shuffle(rights)
                more = wrongs[: place % 2]
                said, right = "; ".join(rights if is_good else [*rights[1:], *more]), "; ".join(rights)
                own[one.id] = 1.0 if is_good else max(0.0, 1 - 1 / len(rights) - len(more) / len(wrongs))
            elif one.kind == "ordering":  # Moodle cuts its parts short
                lines = [f"{moodles(text)[:10]}..." for text in one.order]
                said, right, own[one.id] = "; ".join(lines if is_good else lines[::-1]), "; ".join(lines), float(is_good)
            elif one.kind == "numeric":
                value = one.key + (0.5 if is_good else 3) * one.tolerance
                said, right = f"{value:.6f}".replace(".", point), f"{one.key:.10g} {one.unit}"
                own[one.id] = float(is_good)
            else:  # all pairs, or but the first
                pairs = [(moodles(pair.left), moodles(pair.right)) for pair in one.pairs]
                lines = [f"{left} -> {right}" for left, right in pairs]
                said, right = "; ".join(lines if is_good else lines[1:]), "; ".join(lines)
                own[one.id] = 1.0 if is_good else 1 - 1 / len(lines)
            text = f"{moodles(one.prompt)}: {'; '.join(moodles(option.text) for option in one.options)}"
            cells += [*[text] * with_question, said, right]
        points = {one.id: one.points for one in [*asked, *drawn]}
        grade = 10 * sum(points[id] * part for id, part in own.items()) / sum(points[id] for id in own)
        cells += [*["An essay"] * with_question, "My own words.", "-"][: 2 + with_question]
        earned.append(own)
        who = [f"Name{place}", "Ann", f"a{place}@uni.example", "Finished", "1 May 2027  10:00", "1 May 2027  10:20", "20 mins"]
        rows.append([*who, f"{grade:.2f}".replace(".", point), *cells])
    blank = ["-"] * len(numbered)
    rows.insert(0, [*rows[0][:7], rows[0][7], *blank])  # a first attempt of somebody who tried again
    rows.append([*rows[1][:3], "In progress", "1 May 2027", "-", "-", "-", *blank])
    rows.append(["Overall average", *[""] * 6, "5", *[""] * len(numbered)])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*head, *numbered], *rows])
    return earned


@pytest.mark.parametrize(
    "options",
    [{}, {"with_question": True}, {"words": ("Antwort", "Richtige Antwort"), "comma": True}],
    ids=["as it comes", "with the questions", "in another language"],
)
def test_responses_of_moodle_are_read_as_moodle_marks_them(options, tmp_path, capsys):
    earned = moodle(tmp_path / "quiz.csv", **options)
    assert main(["marks", "quiz", str(tmp_path / "quiz.csv")]) == 0
    said = capsys.readouterr().out
    rows = {row["item"]: row for row in csv.DictReader((tmp_path / "quiz" / "items.csv").open(encoding="utf-8"))}
    assert rows.keys() == {id for own in earned for id in own}
    for id, row in rows.items():
        shares = [own[id] for own in earned if id in own]
        assert int(row["students"]) == len(shares) and row["outcome"]
        assert float(row["difficulty"]) == pytest.approx(sum(shares) / len(shares), abs=0.001)
    assert "1 attempts are not finished" in said and "1 attempts were followed by another of the same student" in said
    assert f"no right answer of question {len(earned[0]) + 1}: left out" in said and "Name1" not in said


def test_another_grade_than_the_answers_make_is_told(tmp_path, capsys):
    moodle(tmp_path / "quiz.csv")
    lines = list(csv.reader((tmp_path / "quiz.csv").open(encoding="utf-8-sig", newline="")))
    lines = [[*line[:-2]] for line in lines]  # without the essay
    lines[2][7] = "0.10"
    with (tmp_path / "quiz.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=",").writerows(lines)
    assert main(["marks", "quiz", str(tmp_path / "quiz.csv")]) == 0
    assert "Of 1 of 30 students the grade in Moodle is another than the answers make" in capsys.readouterr().out
