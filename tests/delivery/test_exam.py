"""The printed exam: parallel forms, and a key that fits each, read from what is printed."""

from __future__ import annotations

import io

import pytest
from coursebook.__main__ import main
from coursebook.delivery import exam, items
from coursebook.evidence import EvidenceError
from lxml import html
from pypdf import PdfReader


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
                assert abs(float(number.replace(",", "")) - item.key) <= item.tolerance / 10
                assert rest == f"{item.tolerance:g} {item.unit}" and f"____ {item.unit}" in words(paper)


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
    with pytest.raises(EvidenceError, match="choose others with --set and --use, and 1 to 26 forms"):
        exam.forms(graded if listed is None else listed, count)
