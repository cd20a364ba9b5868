"""Results of a quiz in Canvas' export: items, wrong answers that draw the better students, options that nobody takes."""

import csv
import random

import pytest
from coursebook.__main__ import main
from coursebook.delivery import items
from coursebook.grading import errors

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
    [("name,id,score\nA,1,2\n", "No column is a question"), ("id,7: Why?,2.0\n1,so,many\n", "line 2: 'many' is no number")],
)
def test_another_file_is_refused(tmp_path, capsys, text, told):
    (tmp_path / "quiz.csv").write_text(text)
    assert main(["marks", "quiz", str(tmp_path / "quiz.csv")]) == errors.FAULTY
    said = capsys.readouterr().err
    assert told in said and "Fix:" in said and not (tmp_path / "quiz").exists()
    assert main(["marks", "quiz", str(tmp_path / "none.csv")]) == errors.FAULTY
