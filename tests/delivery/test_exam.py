"""The printed exam: parallel forms, and a key that fits each, read from what is printed."""

from __future__ import annotations

import io

import pytest
from coursebook.__main__ import main
from coursebook.delivery import exam, items, moodle
from coursebook.evidence import InputError
from lxml import html
from pypdf import PdfReader

from tests.browser.test_questions import PAGES
from tests.delivery import readers


@pytest.fixture(scope="module")
def graded():
    return items.items(uses=["graded"])


@pytest.fixture(scope="module")
def four(graded):
    return exam.forms(graded, 4)


def sections(page: str):
    return html.fromstring(page).xpath("//section")


def words(node) -> str:
    return " ".join(node.text_content().split())


def figure(printed: str) -> float:
    return float(printed.replace(",", "").replace("−", "-"))


def letters(text: str) -> str:
    """What of a text is the same on paper, on a page and in a file: no marks, no blanks."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def given(form, as_printed: bool = True) -> dict[str, list]:
    """What a student writes who copies the key of a form: texts chosen, pairs joined, steps in order, or a number.

    Read from the two printed pages alone. Not ``as_printed``, each answer is a wrong one: the next letter, or another number.
    """
    found = {}
    for paper, key in zip(sections(exam.paper(form)), sections(exam.key(form)), strict=True):
        id = words(key.find("p")).rpartition("(")[2].rstrip(")")
        lists = [
            [letters(words(one)) for one in listed] for listed in paper.xpath("./ol[@class='letters'] | ./ul[@class='boxes']")
        ]
        marks = words(key.find("p/strong"))
        if not lists:
            number = figure(marks.partition(" ± ")[0])
            found[id] = [number if as_printed else 3 * abs(number) + 1000]
            continue
        shift, last = (0 if as_printed else 1), lists[-1]
        places = [int(one) - 1 if one.isdigit() else "abcdefghij".index(one) for one in marks.split(", ")]
        places = [(place + shift) % len(last) for place in places]
        if len(lists) == 2:
            found[id] = [(left, last[place]) for left, place in zip(lists[0], places, strict=True)]
        elif marks[0].isdigit():
            found[id] = [step for _, step in sorted(zip(places, last, strict=True))]
        else:
            found[id] = [last[place] for place in places]
    return found


def test_forms_ask_the_same_outcomes_for_the_same_points_in_other_ways(four):
    asked = [[(one.item.set, one.item.outcome, one.item.points) for one in form.asked] for form in four]
    assert len(asked[0]) > 25 and all(one == asked[0] for one in asked)
    printed = [exam.paper(form) for form in four]
    assert len({one.partition("<section")[2] for one in printed}) == 4
    # Where the bank has two, neighbours in the room have different questions.
    assert sum(a.item.id != b.item.id for a, b in zip(four[0].asked, four[1].asked)) >= 5
    for a, b in zip(four[0].asked, four[1].asked):
        assert a.item.id != b.item.id or a.item.kind == "numeric" or a.order != b.order


def test_the_key_of_each_form_fits_what_is_printed(four):
    for form in four:
        for one, paper, key in zip(form.asked, sections(exam.paper(form)), sections(exam.key(form)), strict=True):
            item, answer = one.item, words(key.find("p/strong"))
            assert words(html.fromstring(f"<div>{item.prompt}</div>")) in words(paper)
            lists = [
                [words(entry) for entry in listed] for listed in paper.xpath("./ol[@class='letters'] | ./ul[@class='boxes']")
            ]
            if item.options:
                right = {words(html.fromstring(f"<p>{option.text}</p>")) for option in item.options if option.is_right}
                assert {lists[0]["abcdefghij".index(letter)] for letter in answer.split(", ")} == right
            elif item.pairs:
                joined = [
                    (left, lists[1]["abcdefghij".index(letter)])
                    for left, letter in zip(lists[0], answer.split(", "), strict=True)
                ]
                assert joined == [
                    tuple(words(html.fromstring(f"<p>{text}</p>")) for text in (pair.left, pair.right)) for pair in item.pairs
                ]
            elif item.order:
                steps = dict(zip(map(int, answer.split(", ")), lists[0], strict=True))
                assert [steps[place] for place in sorted(steps)] == [
                    words(html.fromstring(f"<p>{step}</p>")) for step in item.order
                ]
            else:
                number, _, rest = answer.partition(" ± ")
                assert abs(figure(number) - item.key) <= item.tolerance / 10
                assert rest == f"{item.tolerance:,g} {item.unit}" and f"____ {item.unit}" in words(paper)


def scored(read, answer: list) -> float:
    """The share of the points that Moodle gives an answer, by the file that it imported."""
    if read.options:
        return sum(
            {letters(html.fromstring(f"<p>{text}</p>").text_content()): share for text, share, _ in read.options}[one]
            for one in answer
        )
    if read.numbers:
        return next((share for value, tolerance, share, _ in read.numbers if abs(value - answer[0]) <= tolerance), 0.0)
    if read.pairs:
        return float(
            answer
            == [tuple(letters(html.fromstring(f"<p>{text}</p>").text_content()) for text in pair[:2]) for pair in read.pairs]
        )
    return float(answer == [letters(html.fromstring(f"<p>{text}</p>").text_content()) for text in read.order])


def test_who_copies_the_key_of_a_form_has_all_points_in_moodle_and_who_shifts_it_has_not(four, graded):
    held = readers.read_moodle(moodle.write(graded, False))
    for form in four:
        for is_key in (True, False):
            answers = given(form, is_key)
            assert list(answers) == [one.item.id for one in form.asked]
            shares = {id: scored(held[id], answer) for id, answer in answers.items()}
            assert [id for id, share in shares.items() if (share > 0.999) != is_key] == [], form.letter


# Fills one question in as a reader would, has the page's own script check it, and says what that says.
CHECKED = """([id, kind, answer]) => {
  const part = document.getElementById(`question-${id}`);
  const letters = (text) => text.toLowerCase().replace(/[^\\p{L}\\p{N}]/gu, "");
  const one = (list, text, words) => {
    const found = [...list].filter((entry) => letters(words(entry)) === text);
    if (found.length !== 1) throw new Error(`${found.length} of ${text}`);
    return found[0];
  };
  part.querySelector("form").reset();
  if (kind === "numeric") part.querySelector("input").value = answer[0];
  else if (kind === "single" || kind === "multiple")
    for (const text of answer) one(part.querySelectorAll(".cb-choice"), text, (label) => label.textContent).querySelector("input").checked = true;
  else
    answer.forEach((entry, place) => {
      const [left, right] = kind === "matching" ? entry : [entry, `${place + 1}`];
      const select = one(part.querySelectorAll(".cb-line"), left, (line) => line.querySelector("label").textContent).querySelector("select");
      select.value = one(select.options, right, (option) => option.textContent).value;
    });
  part.querySelector("form").requestSubmit();
  return part.querySelector(".cb-verdict-said").dataset.right;
}"""


def test_who_copies_the_key_of_a_form_is_right_on_the_books_pages(opened, address):
    practice = {item.id: item for item in items.items(uses=["practice"]) if item.kind in exam.KINDS}
    forms = exam.forms(list(practice.values()), 4, everything=True)
    answers = {(form.letter, is_key): given(form, is_key) for form in forms for is_key in (True, False)}
    checked = set()
    for name in PAGES:
        with opened(f"{address}/{name}") as page:
            on_page = [
                one.removeprefix("question-")
                for one in page.evaluate("[...document.querySelectorAll('.cb-question')].map((one) => one.id)")
            ]
            for id in [id for id in on_page if id in practice]:
                for (letter, is_key), given_to in answers.items():
                    said = page.evaluate(CHECKED, [id, practice[id].kind, given_to[id]])
                    assert said == str(int(is_key)), (letter, id, given_to[id])
                checked.add(id)
    assert len(checked) > 40 and checked <= set(practice)


def test_nothing_of_the_key_is_on_the_exam(four):
    for form in four:
        printed = words(html.fromstring(exam.paper(form)))
        for one in form.asked:
            assert one.item.id not in printed
            for said in (one.item.feedback, one.item.wrong, *(option.feedback for option in one.item.options)):
                assert not said or items.plain(said) not in printed


def test_the_command_writes_a_form_and_its_key_as_pdf(tmp_path, capsys):
    assert main(["deliver", "exam", "--out", str(tmp_path), "--forms", "1", "--set", "introduction"]) == 0
    (form,) = exam.forms(items.items(["introduction"], ["graded"]), 1)
    assert f"1 forms of {len(form.asked)} questions and {form.points:g} points" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exam-A.pdf", "key-A.pdf"]
    exams, keys = (PdfReader(io.BytesIO((tmp_path / name).read_bytes())) for name in ("exam-A.pdf", "key-A.pdf"))
    text = " ".join(page.extract_text() for page in exams.pages)
    assert "Form A" in text and "Name:" in text and "not for students" in keys.pages[0].extract_text()
    assert exams.trailer["/Root"]["/MarkInfo"]["/Marked"] and exams.metadata.title
    fonts = {
        font["/BaseFont"] for page in exams.pages for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert fonts and all("BookSans" in font for font in fonts)


@pytest.mark.parametrize(("listed", "count"), [([], 4), (None, 0), (None, 27)])
def test_forms_that_cannot_be_are_refused(graded, listed, count):
    with pytest.raises(InputError, match="choose others with --set and --use, and 1 to 26 forms"):
        exam.forms(graded if listed is None else listed, count)
