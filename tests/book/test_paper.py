"""Pages to be printed, the PDF and slides: twins, worksheets, tags, bookmarks, fonts, nothing cut, nothing missing."""

import base64
import io
import re
from collections import Counter

import pypdf
import pypdfium2
import pytest
from coursebook import project
from coursebook.evidence.claims import sections
from coursebook.faults import BuildError
from coursebook.publish.print import make, pdf
from coursebook.publish.print.sheets import sheets
from coursebook.publish.slides import make as slides
from coursebook.publish.slides import powerpoint, reveal
from lxml import html
from page import ValidationProfile, validate_pdf
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from weasyprint import HTML

from tests.typed import typed

CHAPTER = "2 Introduction"
# Millimetres from the left edge: before the first a line begins, and what begins beyond the second stands in the margin.
LEFT, MARGIN = 28, 158
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100"/></svg>'
# One page of each kind: the whole book, which takes a minute, is what `make pdf` sets.
SET = ("index", "chapters/introduction", "reference/glossary", "reference/bibliography", "reference/datasets/events")
MM = 72 / 25.4


@pytest.fixture(scope="module")
def printed(paper, tmp_path_factory):
    """The PDF of one page of each kind."""
    read, about = make.read(paper, project.current().root)
    path = tmp_path_factory.mktemp("pdf") / "book.pdf"
    pdf.write([sheet for sheet in read if sheet.name in SET], about, path)
    return path


@pytest.fixture(scope="module")
def book(printed):
    return pypdf.PdfReader(printed)


@pytest.fixture(scope="module")
def lines(printed):
    """By page: its size and its lines of text, each with its left, lowest, right and highest place in millimetres."""

    def read(one):
        text = one.get_textpage()
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        found = [(text.get_text_bounded(*box).strip(), *(place / MM for place in box)) for box in boxes]
        return one.get_size(), [line for line in found if line[0]]

    return [read(one) for one in pypdfium2.PdfDocument(printed)]


@pytest.mark.parametrize("section", sections())
def test_twins_stand_for_explorers(paper, site, section):
    page = f"chapters/{section}.html"
    screen, printed = ((folder / page).read_text(encoding="utf-8") for folder in (site, paper))
    explorers = re.findall(r'<figure class="cb-figure cb-explorer".*?</figure>', screen, re.S)
    twins = re.findall(r'<figure class="cb-figure cb-twin">.*?</figure>', printed, re.S)
    assert len(twins) == len(explorers) >= 1
    for twin in twins:
        panels = twin.count('class="cb-panel"')
        assert 1 <= panels <= 4 and twin.count("<svg") == panels and twin.count('class="cb-reading"') == panels
    assert not re.search(r"<(form|select|input)\b", re.search(r"<article.*?</article>", printed, re.S)[0])
    assert "cb-explorer" not in printed and "_explorers/" not in printed
    assert printed.count("______") >= screen.count('class="cb-predict"')


def test_a_reader_of_the_screen_gets_no_twin(site):
    for section in sections():
        assert "cb-twin" not in (site / "chapters" / f"{section}.html").read_text(encoding="utf-8")


def elements(book):
    """Every element of the structure tree, in reading order."""
    waiting = [book.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        at = waiting.pop().get_object()
        if isinstance(at, list):
            waiting += reversed(at)
        elif isinstance(at, dict):
            if "/S" in at:
                yield at
            if "/K" in at:
                waiting.append(at["/K"])


def parents(tree):
    """Every structure element that an annotation or a page names, by its number."""
    for part in tree.get("/Kids", []):
        yield from parents(part.get_object())
    numbers = tree.get("/Nums", [])
    yield from zip(numbers[::2], numbers[1::2], strict=True)


def test_every_link_of_the_pdf_is_one_element_tagged_as_link(book):
    named = dict(parents(book.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]))
    links = [
        annotation.get_object()
        for page in book.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > 100
    assert Counter(named[link["/StructParent"]].get_object()["/S"] for link in links).keys() == {"/Link"}
    kept = {annotation.idnum for page in book.pages for annotation in page.get("/Annots", [])}
    told = [
        kid.get_object().raw_get("/Obj").idnum
        for element in elements(book)
        for kid in (element["/K"] if isinstance(element["/K"], list) else [element["/K"]])
        if isinstance(kid.get_object(), dict) and kid.get_object().get("/Type") == "/OBJR"
    ]
    assert sorted(told) == sorted(kept), "an element names an annotation that is on no page, or one twice"


def outline(entries):
    for entry in entries:
        yield from outline(entry) if isinstance(entry, list) else [entry]


def test_the_pdf_is_tagged_and_says_its_title_and_language(book):
    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert book.metadata.title == "Leaving the Line" and book.metadata.author
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    count = Counter(element["/S"] for element in elements(book))
    for tag in ("/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/Figure"):
        assert count[tag], f"no {tag}"


def ua_faults(path) -> list[str]:
    """The rules of PDF/UA-1 that a document breaks, as the validator `page` finds them; it passes veraPDF's own corpus."""
    return [fault.message for fault in validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1).failures]


def test_the_pdf_passes_a_validator_of_pdf_ua(printed):
    assert ua_faults(printed) == []


HEAD, PICTURE = "<title>T</title>", "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        # A list item as WeasyPrint leaves it: paragraphs beside the bullet, and no body.
        (f'<html lang="en">{HEAD}<ul><li><p>One</p><p>Two</p></li></ul>', "LI structure element"),
        (f'<html lang="en">{HEAD}<h2>A</h2>', "heading level H2 skips"),
        (f'<html lang="en">{HEAD}<h1>A</h1><h3>B</h3>', "heading level H3 skips"),
        (f'<html lang="en">{HEAD}<h1>A</h1><img src="{PICTURE}">', "neither a non-empty /Alt nor"),
        (f"<html>{HEAD}<h1>A</h1>", "/Lang is not"),
        ('<html lang="en"><h1>A</h1>', "must contain a dc:title"),
    ],
    ids=["list", "no first heading", "a level left out", "a picture without words", "no language", "no title"],
)
def test_the_validator_of_pdf_ua_sees_a_fault(tmp_path, made, said):
    HTML(string=made).write_pdf(tmp_path / "broken.pdf", pdf_variant="pdf/ua-1")
    assert any(said in fault for fault in ua_faults(tmp_path / "broken.pdf"))


def test_a_browsers_reader_opens_every_page(printed, book):
    read = pypdfium2.PdfDocument(printed)
    assert len(read) == len(book.pages)
    for at in range(len(read)):
        assert read[at].get_textpage().count_chars() > 0, f"page {at + 1}"


def test_every_figure_of_the_pdf_has_its_description(book, paper):
    said = [str(element.get("/Alt", "")) for element in elements(book) if element["/S"] == "/Figure"]
    # The small picture of rows that stand below it is for the screen.
    drawn = sum(
        len(sheet.pictures) - len(sheet.body.xpath(".//figure[contains(@class, 'cb-glance')]"))
        for sheet in sheets(paper, project.current().root)
        if sheet.name in SET
    )
    assert len(said) == drawn > 5
    assert all(len(alt) > 20 for alt in said)


def test_headings_of_the_pdf_skip_no_level(book):
    levels = [int(element["/S"][2]) for element in elements(book) if re.fullmatch(r"/H[1-6]", element["/S"])]
    assert len(levels) > 20 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_bookmarks_lead_to_the_pages_that_the_contents_print(book):
    marks: dict[str, int] = {}
    for mark in outline(book.outline):
        marks.setdefault(mark.title, book.get_destination_page_number(mark) + 1)
    # A chapter has the number that it has on screen.
    assert {"Contents", CHAPTER, "What the article argues", "Glossary", "Bibliography", "Key to the questions"} <= marks.keys()
    contents = "\n".join(book.pages[at].extract_text() for at in range(2, 5))
    for title in (CHAPTER, "What the article argues", "Bibliography", "Key to the questions"):
        assert re.search(rf"^{title}[ .]+{book.page_labels[marks[title] - 1]}$", contents, re.M), title


def test_pages_bear_a_number_and_a_running_head(book):
    start = {mark.title: book.get_destination_page_number(mark) for mark in outline(book.outline)}["What the article argues"]
    text = book.pages[start].extract_text()
    assert "Leaving the Line" in text and CHAPTER in text and re.search(rf"^{book.page_labels[start]}$", text, re.M)
    # What stands before the text has roman numbers.
    first = book.page_labels.index("1")
    assert book.page_labels[:first] == ["i", "ii", "iii", "iv"][:first] and first > 2
    assert re.search(r"^iii$", book.pages[2].extract_text(), re.M)


def test_who_counted_and_what_a_term_means_stands_in_the_margin_beside_it(lines):
    found = 0
    for place, (_size, page_lines) in enumerate(lines, 1):
        notes = sorted((line for line in page_lines if line[1] > MARGIN and 23 < line[2] < 270), key=lambda line: -line[2])
        found += len(notes)
        for at, (words, left, low, right, _high) in enumerate(notes):
            under = [one for one in notes[at + 1 : at + 5] if one[4] > low + 0.7 and min(one[3], right) - max(one[1], left) > 1]
            assert not under, f"page {place}: '{words}' and '{under[0][0]}' overlap"
        # A note does not drift off from what it is about: its label stands in the text of this page.
        text = " ".join(line[0] for line in page_lines if line[1] < MARGIN)
        assert not notes or any(note[0].split()[0].rstrip(",:") in text or note[0].startswith("Source") for note in notes), (
            place
        )
    assert found > 40
    whole = " ".join(line[0] for _size, page_lines in lines for line in page_lines if line[1] > MARGIN)
    assert "Verdict: holds. Grade A." in whole and re.search(r"AWOL\s+Absence without leave\.\s+\(p\.\s+\d+\)", whole)


def test_no_heading_stands_alone_at_the_foot_of_a_page(book, lines):
    headings = {mark.title for mark in outline(book.outline)}
    for place, (_size, page_lines) in enumerate(lines[book.page_labels.index("1") :], 1):
        text = [line for line in page_lines if 24 < line[2] < 275 and line[1] < MARGIN]
        lowest = min(text, key=lambda line: line[2], default=None)
        is_heading = lowest and lowest[0] in headings and lowest[1] < LEFT
        assert not is_heading or len(text) == 1, f"page {place}: {lowest[0]}"


def test_a_figure_that_just_does_not_fit_is_made_smaller(paper, tmp_path):
    whole, about = make.read(paper, project.current().root)
    (sheet,) = [sheet for sheet in whole if sheet.name == "reference/glossary"]
    figure = '<figure class="cb-figure"><figcaption>A title</figcaption><img alt="A square" src="{}"></figure>'
    drawn = "data:image/svg+xml;base64," + base64.b64encode(SQUARE.encode()).decode()
    sheet.body[:] = [
        html.fragment_fromstring(f"<section><h1>One page</h1><p>{'<br>' * 24}</p>{figure.format(drawn)}<p>End</p></section>")
    ]
    pdf.write([sheet], about, tmp_path / "small.pdf")
    read = pypdf.PdfReader(tmp_path / "small.pdf")
    pages = [one.extract_text() for one in read.pages]
    (at,) = [place for place, text in enumerate(pages) if "One page" in text and "A title" in text]
    assert "End" in "".join(pages[at:])


def test_every_font_is_in_the_pdf(book):
    seen = set()
    for page in book.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, font["/BaseFont"]
            seen.add(font["/BaseFont"].split("+")[1].split("-")[0])
    assert {"BookSerif", "BookSans", "BookMono"} <= seen


def test_nothing_stands_outside_a_page_and_no_figure_is_cut(book):
    # Words within a figure are placed in the figure's own frame, which is looked at as a whole.
    wrong, figures, within = [], 0, 0
    for count, page in enumerate(book.pages, 1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)

        def text(words, cm, tm, font, size, count=count, width=width):
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            if not within and words.strip() and not 14 * MM < x < width - 12 * MM:
                wrong.append(f"page {count}: '{words.strip()[:40]}' at {x / MM:.0f} mm")

        def picture(operator, arguments, cm, tm, page=page, count=count, width=width, height=height):
            nonlocal figures, within
            if operator != b"Do":
                return
            within += 1
            left, low, right, high = (float(v) for v in page["/Resources"]["/XObject"][arguments[0]].get("/BBox", [0] * 4))
            xs, ys = ([cm[at] * x + cm[at + 2] * y + cm[at + 4] for x in (left, right) for y in (low, high)] for at in (0, 1))
            figures += 1
            if min(xs) < -1 or max(xs) > width + 1 or min(ys) < -1 or max(ys) > height + 1:
                wrong.append(f"page {count}: a figure is cut")

        def leave(operator, arguments, cm, tm):
            nonlocal within
            within -= operator == b"Do"

        page.extract_text(visitor_text=text, visitor_operand_before=picture, visitor_operand_after=leave)
    assert wrong == []
    assert figures > 5


def test_the_key_stands_at_the_end_and_nowhere_before(book):
    key = next(mark for mark in outline(book.outline) if mark.title == "Key to the questions")
    at = book.get_destination_page_number(key)
    before, after = ("".join(page.extract_text() for page in part) for part in (book.pages[:at], book.pages[at:]))
    assert "Right:" in after and "Right:" not in before
    assert len(re.findall(r"Your number", before)) >= 1


def test_a_source_in_a_chapter_has_its_address(book):
    marks = [mark for mark in outline(book.outline) if mark.title == "Sources"]
    at = book.get_destination_page_number(marks[0])
    assert "https://" in "".join(book.pages[page].extract_text() for page in (at, at + 1))


def test_a_page_left_to_the_web_that_the_book_does_not_have_is_told(paper):
    whole = sheets(paper, project.current().root)
    assert [sheet.name for sheet in make.left_out(whole)] == list(project.current().settings.paper.without)
    with pytest.raises(BuildError, match=r"coursebook\.toml: paper\.without: there is no page '[\w/]+'\. Fix: "):
        make.left_out(whole[:3])


def test_a_page_that_was_not_built_is_told(paper, tmp_path):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nparts:\n- caption: A\n  chapters:\n  - file: gone\n")
    with pytest.raises(BuildError, match=r"gone: the paper build has no such page\. Fix:"):
        sheets(paper, tmp_path)


@pytest.fixture(scope="module")
def decks(paper):
    return {name: slides.slides(name, paper) for name in sections()}


def test_each_chapter_has_slides_of_its_figures_forecasts_and_questions(paper, decks):
    for name, (title, made) in decks.items():
        printed = (paper / "chapters" / f"{name}.html").read_text(encoding="utf-8")
        assert made[0].title == title and made[0].lines
        assert sum(bool(one.picture) for one in made) == printed.count('class="cb-picture"')
        assert all(one.alt and one.reading and one.source for one in made if one.picture)
        assert len([one for one in made if one.choices]) >= 6
        # A question does not show its answer; who speaks has it.
        assert all(one.notes for one in made if one.choices)
        assert sum(any(note.startswith("Right:") for note in one.notes) for one in made if one.choices) >= 4
        said = " ".join(note for one in made for note in one.notes)
        assert "Aims." in said and "To open." in said and "Activity" in said
        assert (
            len([one for one in made[1:] if any("“" in note[:2] for note in one.notes)]) >= 2
        )  # misunderstandings in their places


def test_slides_in_a_browser_need_no_network_and_nothing_is_cut(paper, decks, opened, tmp_path):
    title, made = decks["reform"]
    path = tmp_path / "slides.html"
    path.write_bytes(reveal.page(title, "en", made))
    with opened(path.as_uri()) as page:
        assert page.evaluate("Reveal.getTotalSlides()") == len(made)
        for place, slide in enumerate(made):
            page.evaluate("place => Reveal.slide(place)", place)
            now = page.evaluate(
                """() => { const one = Reveal.getCurrentSlide(), picture = one.querySelector("svg");
                    return [one.querySelector("h1, h2").textContent, one.scrollHeight - one.clientHeight,
                        picture ? picture.getBoundingClientRect().height : null]; }"""
            )
            assert now[0] == slide.title and now[1] <= 1, now
            assert (now[2] is None) == (not slide.picture) and (now[2] or 200) >= 150, now
        assert page.evaluate("Reveal.getSlideNotes()") is not None
        assert page.troubles == [] and page.foreign == []


def test_slides_for_powerpoint_have_titles_descriptions_and_notes(decks):
    title, made = decks["introduction"]
    deck = Presentation(io.BytesIO(powerpoint.write(title, "en", made)))
    assert deck.core_properties.title == title
    for slide, one in zip(deck.slides, made, strict=True):
        assert slide.shapes.title.text == one.title
        pictures = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert [picture._element._nvXxPr.cNvPr.get("descr") for picture in pictures] == [one.alt] * bool(one.picture)
        inside = [shape.top + shape.height <= deck.slide_height and shape.left >= 0 for shape in slide.shapes]
        assert all(inside), one.title
        assert slide.has_notes_slide == bool(one.notes)


def test_slides_of_a_chapter_that_is_not_there_are_refused(tmp_path):
    for chapter, name, said in (
        ("reforn", "a.html", "Fix: write 'reform'"),
        ("reform", "a.odp", "Fix: let it end with one of"),
    ):
        done = typed("book", "slides", chapter, "--out", str(tmp_path / name))
        assert done.returncode == 1 and said in done.stderr and not (tmp_path / name).exists()
