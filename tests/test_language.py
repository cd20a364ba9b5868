"""The languages of the book: nothing typed where a reader sees it, nothing untranslated, numbers and dates as written there."""

from __future__ import annotations

import ast
import gzip
import html
import io
import json
import re

import pytest
from babel.messages.pofile import read_po, write_po
from coursebook import language, project
from coursebook.book import explorers, words
from coursebook.book.browser import launch
from coursebook.book.directives import claims
from coursebook.book.head import cite
from coursebook.book.head.citation import Citation
from coursebook.evidence import all_claims, load
from coursebook.evidence.bibliography import short
from coursebook.evidence.wording import between, day, measured, plain
from coursebook.figures import canvas, show
from coursebook.figures.controls import Dropdown, Range, Slider
from coursebook.figures.describe import describe
from coursebook.figures.explorer import Explorer
from coursebook.figures.forecast import Predict
from coursebook.figures.reading import read
from coursebook.publish import messages
from coursebook.publish.build import build

CODES = language.known()[1:]


class Marked:
    """A language in which every message of ours stands in brackets."""

    def gettext(self, message):
        return "⟦" + re.sub(r"(\{\w+\})", r"⟧\1⟦", message) + "⟧"

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(language, "translations", lambda code: Marked())


def unmarked(text: str) -> list[str]:
    """Words that a reader sees although they come from no catalogue."""
    seen = re.sub(r"<svg.*?</svg>|<(?:pre|cite|dt)\b.*?</(?:pre|cite|dt)>", " ", text, flags=re.S)
    said = re.findall(r'(?:aria-label|aria-valuetext|title|placeholder|data-from-disk|data-away)="([^"]*)"', seen)
    said.append(re.sub(r"<[^>]+>", " ", seen))
    left = " ".join(re.sub(r"⟦[^⟦⟧]*⟧", " ", html.unescape(part)) for part in said)
    return re.findall(r"[A-Za-z]{2,}", left)


def test_ukrainian_is_known():
    assert CODES == ["uk"]


@pytest.mark.parametrize("code", CODES)
def test_every_string_and_page_is_translated(code):
    assert [str(fault) for fault in (*messages.faults(code), *messages.text_faults(code))] == []


def _edited(tmp_path, monkeypatch, edit):
    path = tmp_path / "uk" / "LC_MESSAGES" / "coursebook.po"
    path.parent.mkdir(parents=True)
    with language.files("uk")[0].open("rb") as file:
        catalogue = read_po(file, locale="uk")
    edit(catalogue)
    content = io.BytesIO()
    write_po(content, catalogue)
    path.write_bytes(content.getvalue())
    monkeypatch.setattr(project, "LOCALES", tmp_path)
    return [str(fault) for fault in messages.faults("uk")]


@pytest.mark.parametrize(
    "edit, told",
    [
        (lambda c: setattr(c["Cite this chapter"], "string", ""), "“Cite this chapter”: The string has no translation."),
        (lambda c: c.delete("Cite this chapter"), "“Cite this chapter”: The string is not in the catalogue."),
        (lambda c: c["Cite this chapter"].flags.add("fuzzy"), "“Cite this chapter”: The translation is marked as unsure."),
        (
            lambda c: setattr(c["{low} to {high}"], "string", "від {low} до {hihg}"),
            "“{low} to {high}”: Source and translation do not both hold '{high}'.",
        ),
        (
            lambda c: setattr(c["{count} row"], "string", ("{count} рядок", "", "")),
            "“{count} row”: The string has no translation.",
        ),
    ],
)
def test_a_faulty_translation_is_named(tmp_path, monkeypatch, edit, told):
    assert any(told in fault for fault in _edited(tmp_path, monkeypatch, edit))


def test_strings_are_found_in_f_strings_and_templates():
    assert list(messages.of_python("f\"<p>{_('One')}</p>{ngettext('a {n}', 'b {n}', 2)}\"")) == ["One", ("a {n}", "b {n}")]
    found = {message.id for message in messages.extracted()}
    assert {"Start reading", "Commit, then see", "Skip to main content", "For instructors"} <= found


def test_figures_say_nothing_that_is_not_in_a_catalogue(marked):
    fig, ax = canvas()
    ax.plot([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 5, 2, 4, 3, 6, 1, 2, 3, 4, 9])
    ax.hlines([1, 2], [0, 1], [3, 3])
    assert unmarked(describe(fig)) == [] and unmarked(read(fig)) == []
    shown = show(fig, "losses", title="9")
    names = " ".join(short(key) for key in load("losses")["source"].unique())
    left = set(unmarked(shown._repr_html_())) - set(re.findall(r"\w+", names)) - {"losses"}
    assert left == set()


def _shown():
    fig, ax = canvas()
    ax.bar([1, 2], [3, 4])
    return show(fig, "losses", title="1", reading="2")


def test_explorers_and_forecasts_say_nothing_that_is_not_in_a_catalogue(marked):
    explorer = Explorer(
        lambda **chosen: _shown(),
        title="3",
        a=Dropdown("4", {"5": 1, "6": 2}),
        b=Slider("7", [1, 2], play=True),
        c=Range("8", [1, 2]),
    )
    bundle = explorer.bundle() | {"source": ""}
    predict = Predict("9", {"10": 1}, "11", _shown(), 0, 2)
    for text in (explorers.figure_html("x", bundle, "s", "../"), predict.html("p"), predict.paper()):
        assert set(unmarked(re.sub(r'<(p|span) class="cb-(?:source|credit)">.*?</\1>', "", text))) == set()


def test_the_frame_of_a_page_says_nothing_that_is_not_in_a_catalogue(marked):
    assert unmarked(launch.links_html("a", "../", None).replace("a.ipynb", "")) == []
    box = re.sub(r'<dd lang="en".*?</dd>', "", cite.box("index", Citation("k", "book", "1")), flags=re.S)
    assert set(unmarked(box)) == {"APA", "Chicago", "BibTeX", "RIS"}
    entry = all_claims()["cases-407"]
    assert set(unmarked(claims.figures_line(entry).astext())) <= {"proceedings", "January", "October", "to"}


# What makes text for a reader out of its argument.
SAYING = {"Text", "link", "paragraph", "strong", "inline", "superscript", "attribute"}


def typed(code: str) -> list[str]:
    """Words in a module that reach a reader although no catalogue holds them: in HTML, or as a node's text."""
    tree = ast.parse(code)
    marked = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (getattr(call.func, "id", "") in messages.KEYWORDS or getattr(call.func, "attr", "") == "compile")
        for part in ast.walk(call)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked:
            # Up to an opening bracket, so that a comparison in a docstring is no tag.
            found += re.findall(
                r"<(?:p|summary|button[^<>]*|span[^<>]*|li|legend|label[^<>]*|h\d|option[^<>]*)>\s*([A-Za-z]{2,}[^<]*)",
                node.value,
            )
            found += re.findall(r'aria-label="([A-Za-z]{2,}[^"]*)', node.value)
        if isinstance(node, ast.Call) and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in SAYING:
            texts = [part for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            found += [part.value for part in texts if id(part) not in marked and re.search(r"[a-z]{2,}", part.value)]
    return found


def test_a_typed_word_in_a_module_is_found():
    for code in (
        "'<p>Try again</p>'",
        "f'<button type=\"button\">Play{x}</button>'",
        "nodes.Text(' · used in ')",
        "link('In the ledger', a)",
    ):
        assert len(typed(code)) == 1, code
    assert typed("f'<p>{_(\"Try again\")}</p>'; nodes.Text(_('used')); '<p class=\"cb-x\">'") == []


def test_modules_hold_no_words_for_readers():
    parts = [project.PACKAGE / "book", project.PACKAGE / "figures"]
    modules = [*project.PACKAGE.glob("*.py"), *(path for part in parts for path in part.rglob("*.py"))]
    found = {project.current().within(path): typed(path.read_text(encoding="utf-8")) for path in modules}
    assert {name: said for name, said in found.items() if said} == {}


def test_scripts_hold_no_words():
    assert words.typed_words() == []


def test_a_typed_word_in_a_script_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "STATIC", tmp_path)
    for text in ("Try again", "You were away", "Play", "there is no series here"):
        (tmp_path / "a.js").write_text(f'const a = ".cb-x th"; const b = "{text}";')
        assert len(words.typed_words()) == 1, text


def test_the_explorers_script_stays_small():
    assert len(gzip.compress((project.STATIC / "explorer.js").read_bytes())) < 3500


def test_a_page_carries_only_the_words_that_its_scripts_say():
    found = words.words('<section class="cb-predict">')
    assert "each" in found and "listen" not in found
    assert words.block("<p>nothing</p>", {}) == ""
    block = words.block('<section class="cb-predict">', {"book": "</script>"})
    assert block.count("</script>") == 1 and json.loads(re.search(r">(.*)<", block)[1])["book"] == "</script>"


def test_numbers_and_dates_are_written_as_the_language_does():
    assert (plain(67840), plain(2.4), day("2022-02-24"), day("2025-10")) == (
        "67,840",
        "2.4",
        "24 February 2022",
        "October 2025",
    )
    with language.speaking("uk"):
        assert plain(67840) == "67\xa0840" and plain(2.4) == "2,4" and plain(2, 1) == "2,0" and plain(0.123) == "0,123"
        assert day("2022-02-24") == "24 лютого 2022" and day("2025-10") == "жовтень 2025" and day("2007") == "2007"
        assert measured(175, "USD billion") == "175 млрд дол. США" and measured(20, "%") == "20 %"
        assert between(107, 175, "USD billion") == "від 107 до 175 млрд дол. США"
        assert language.ngettext("{count} row", "{count} rows", 22).format(count=22) == "22 рядки"
    assert plain(67840) == "67,840"


def test_the_landing_page_is_in_ukrainian(site):
    text = (site / "uk" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<html[^>]* lang="uk"', text)
    body = re.search(r"<article.*?</article>", text, re.S)[0]
    for word in ("СЗЧ", "дезертирство", "Ухилення від мобілізації", "Покидаючи стрій"):
        assert word in body, word
    seen = re.sub(r"<[^>]+>", " ", re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', " ", body, flags=re.S))
    assert set(re.findall(r"[A-Za-z]{2,}", seen)) <= {"pandas", "EPUB", "PDF"}
    links = re.findall(r'href="(\.\./[^"#]+\.html)', body)
    assert "../chapters/introduction.html" in links and "../index.html" in links


@pytest.mark.parametrize("page, target", [("index", "uk/index.html"), ("chapters/reform", "../uk/index.html")])
def test_a_switch_leads_to_the_landing_page(site, page, target):
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    assert re.search(rf'<a href="{target}" lang="uk" hreflang="uk">Українська</a>', text)


CELLS = """---
description: A page of a small book that tests build, long enough.
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A page

Prosecutors opened {claim}`cases-407` cases from {datum}`uah-2024-05-24:date` on.

```{code-cell}
from coursebook.figures import canvas, show
fig, ax = canvas()
ax.bar(["Donetsk", "Zhytomyr"], [3000, 4.5])
show(fig, "losses", title="Scale")
```
"""


def test_a_whole_book_speaks_the_language_cells_too(tmp_path, monkeypatch):
    (tmp_path / "_config.yml").write_text(
        "title: A small book\nonly_build_toc_files: true\nexecute: {execute_notebooks: cache, run_in_temp: false}\n"
        "sphinx: {extra_extensions: [coursebook.publish.extension]}\n"
    )
    for name in ("index", "evidence"):
        (tmp_path / f"{name}.md").write_text(CELLS if name == "index" else CELLS.partition("# A page")[0] + "# More\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: evidence\n")
    monkeypatch.setenv(language.ENVIRONMENT, "uk")
    text = (build(tmp_path, tmp_path / "_build") / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<html[^>]* lang="uk"', text)
    for said in ("Джерело: ", "Найбільше значення: Донецька, 3\xa0000", "255\xa0000", "24 травня 2024", "Як цитувати цю книгу"):
        assert said in html.unescape(text), said
    assert '<div lang="en">' in text, "its text is English, and says so"
    assert not re.search(r"Start reading|Cite this|Skip to main", text)


def test_an_unknown_language_names_the_known(checkout, coursebook):
    done = coursebook("book", "build", "--language", "ua")
    assert done.returncode == 1 and "There is no catalogue of 'ua'. Fix: use one of: en, uk." in done.stderr
