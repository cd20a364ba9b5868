"""The chapter that stands in a second language: all of it is there, and it prints what the English page prints."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import zlib
from collections import Counter

import pytest
from babel.messages.pofile import read_po
from coursebook import language
from coursebook.evidence import texts
from coursebook.evidence.wording import MONTHS
from coursebook.figures import canvas, show
from coursebook.publish import messages
from coursebook.publish.build import build

PAGE = "chapters/personal-stories"
# What a translation leaves in Latin letters: names of outlets and tables, and what stands for both languages.
NAMES = r"\b(?:[A-Z][\w.-]*|[a-z0-9]+(?:_[a-z]+)+|sayurkole\.com|desertion|csv)\b"
FIGURE = re.compile(r"(?<![\w#])\d[\d,\xa0]*(?:[.,]\d+)?")


@pytest.fixture(scope="module")
def pages(site) -> dict[str, str]:
    return {code: (site / folder / f"{PAGE}.html").read_text(encoding="utf-8") for code, folder in (("en", ""), ("uk", "uk"))}


def article(text: str) -> str:
    """What a page says: no code, no printed output, no references, no box that says how to cite, nothing kept free for states."""
    body = re.search(r"<article.*?</article>", text, re.S)[0]
    body = re.sub(r'<i class="cb-room"[^>]*>', "", body)
    body = re.sub(r"<details class=\"cb-cite\".*?</details>|<(pre|style)\b.*?</\1>", " ", body, flags=re.S)
    return re.sub(r'(<span class="bibtex-citation".*?</span>)|<ul class="cb-sources.*?</ul>', " ", body, flags=re.S)


def said(text: str) -> str:
    """The words of a piece of HTML, and those of its attributes that a reader hears or sees; of a picture its description."""
    text = re.sub(r"(<svg[^>]*>).*?</svg>", r"\1", text, flags=re.S)
    spoken = re.findall(r'(?:aria-label|aria-valuetext|data-words|placeholder)="([^"]*)"', text)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", text), *spoken]))


def figures(text: str, code: str) -> Counter:
    """Every number of a text, without the signs in which languages differ."""
    found = [figure.rstrip(",\xa0") for figure in FIGURE.findall(text)]
    thousands, decimal = (",", ".") if code == "en" else ("\xa0", ",")
    return Counter(figure.replace(thousands, "").replace(decimal, ".") for figure in found)


def states(site, text: str) -> dict[str, list]:
    """The states of every explorer of a page: what its files beside the page hold."""
    found = {}
    for id, address in re.findall(r'id="(explorer-[^"]+)" data-states="([^"]+)"', text):
        packed = (site / "_explorers" / address.rpartition("/")[2]).read_text(encoding="ascii")
        found[id] = json.loads(zlib.decompress(base64.b64decode(packed.split('"')[3])))
    return found


def labels(text: str) -> str:
    """The words in pictures."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", text))


def test_nothing_of_the_chapter_is_left_in_english(site, pages):
    body = re.sub(r'<(\w+)[^>]* lang="en" hreflang="en">.*?</\1>', " ", article(pages["uk"]))
    assert 'class="cb-kept"' not in body and not re.search(r'<(?!a )[^>]* lang="en"', body)
    drawn = [body, *(part for one in states(site, pages["uk"]).values() for state in one.values() for part in map(str, state))]
    for text in [said(" ".join(drawn)), labels(" ".join(drawn))]:
        assert re.findall(r"\b[a-z]{3,}\b", re.sub(NAMES, " ", text)) == []


def test_figures_questions_and_explorers_are_those_of_the_english_page(site, pages):
    ids = r'<(?:section|figure|details|a|h2)[^>]* id="([^"]+)"'
    kept = {code: [id for id in re.findall(ids, article(text)) if not id.startswith("id")] for code, text in pages.items()}
    assert Counter(re.sub(r"-\d+$", "", id) for id in kept["uk"]) == Counter(re.sub(r"-\d+$", "", id) for id in kept["en"])
    there = {code: states(site, text) for code, text in pages.items()}
    assert {id: list(one) for id, one in there["uk"].items()} == {id: list(one) for id, one in there["en"].items()}
    keys = r'data-(?:key|tolerance|right|for)="[^"]*"'
    assert re.findall(keys, pages["uk"]) == re.findall(keys, pages["en"])


def test_every_number_is_that_of_the_english_page(site, pages):
    printed = {code: re.findall(r'<a class="cb-fact"[^>]*>([^<]*)<', article(text)) for code, text in pages.items()}
    assert len(printed["uk"]) == len(printed["en"]) > 60
    here, there = (figures(said(article(pages[code])), code) for code in ("uk", "en"))
    assert here == there
    for id, english in states(site, pages["en"]).items():
        for key, state in states(site, pages["uk"])[id].items():
            assert figures(said(" ".join(map(str, state))), "uk") == figures(said(" ".join(map(str, english[key]))), "en"), key


def test_the_page_says_who_has_not_read_it_and_leads_to_the_other(pages, site):
    assert re.search(
        r'<p class="cb-unread">[^<]+ <a href="../../chapters/personal-stories.html" lang="en" hreflang="en">', pages["uk"]
    )
    assert "cb-unread" not in pages["en"]
    assert '<a href="../uk/chapters/personal-stories.html" lang="uk" hreflang="uk">Українська</a>' in pages["en"]
    # On the English page the list leads to the translation, in its own words.
    listed = re.search(r'<nav class="cb-book".*?</nav>', pages["en"], re.S)[0]
    assert '<a href="../uk/chapters/personal-stories.html" lang="uk">Особисті історії</a>' in listed
    listed = re.search(r'<nav class="cb-book".*?</nav>', pages["uk"], re.S)[0]
    assert '<a href="#" aria-current="page">Особисті історії</a>' in listed and 'hreflang="en">Вступ</a>' in listed
    assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]+>", " ", listed)), "titles are Ukrainian"
    assert re.search(r"<title>Особисті історії · Покидаючи стрій</title>", pages["uk"])
    assert len(gzip.compress(pages["uk"].encode())) < 60_000
    front = (site / "uk" / "index.html").read_text(encoding="utf-8")
    assert re.search(
        r'href="../uk/chapters/personal-stories.html"><span class="cb-number-of">3</span><span class="cb-card-title">Особисті',
        front,
    )


@pytest.fixture
def ukrainian(monkeypatch):
    """A language whose catalogue holds what a test puts into it."""
    said: dict[str, str] = {"{figure}%": "{figure} %", "{low} to {high}": "від {low} до {high}"}
    monkeypatch.setattr(language, "gettext", lambda message: said.get(message, message))
    monkeypatch.setattr(texts.language, "has", said.__contains__)
    with language.speaking("uk"):
        yield said


def test_a_text_is_looked_up_without_its_figures_and_dates(ukrainian):
    ukrainian["In {1} {2} of {3} cases, {4}%"] = "{4} % ({2} з {3}), {1}"
    assert texts.text("In May 2023 2,500 of 12,345.5 cases, 20.3%") == "20,3 % (2\xa0500 з 12\xa0345,5), травень 2023"
    assert texts.text("1,234") == "1\xa0234" and texts.text("20%") == "20 %" and texts.text("24 May 2023") == "24 травня 2023"
    assert texts.message("{claim}`cases-407` of 2024") == ("{claim}`cases-407` of {1}", ["2024"])
    assert texts.message("May 2023")[1][0].split()[0] in MONTHS


def test_what_lacks_one_word_stays_english_as_a_whole(ukrainian):
    ukrainian.update({"Title": "Назва", "Read it.": "Прочитайте.", "East": "Схід"})
    for word, told in (("", "Title"), ("Захід", "Назва")):
        ukrainian.update({"West": word} if word else {})
        fig, ax = canvas()
        ax.bar(["East", "West"], [3000, 4.5])
        shown = show(fig, "losses", title="Title", reading="Read it.")
        assert (shown.title, shown.lang) == (told, "" if word else "en")
        assert ('lang="en"' in shown._repr_html_()) == (not word)
        assert ("Схід" in shown.svg and "Схід, 3\xa0000" in shown.alt) == bool(word)


def test_a_changed_text_is_marked_and_a_changed_figure_refused(checkout, monkeypatch):
    from coursebook import project

    monkeypatch.setattr(project, "_current", project.Project(checkout))
    path = language.files("uk")[2]
    with path.open("rb") as file:
        known = [message.id for message in read_po(file, locale="uk") if message.id]
    changed = "A stock has a date, a flow has both a beginning and an end. A rate has something under the line."
    asked = [changed if text.startswith("A stock has a date") else text for text in known]
    messages.content("uk", {f"uk/{PAGE}": asked})
    told = [str(fault) for fault in messages.text_faults("uk")]
    assert (
        len(told) == 1
        and "“A stock has a date, a flow has both" in told[0]
        and "unsure, since the string has changed" in told[0]
    )
    page = checkout / "locale" / "uk" / "LC_MESSAGES" / f"{PAGE}.po"
    page.write_text(
        page.read_text(encoding="utf-8").replace("{claim}`desertion-24h` години?**", "72 години?**"), encoding="utf-8"
    )
    told = [str(fault) for fault in messages.figure_faults("uk")]
    assert any("do not both print '{claim}`desertion-24h`'" in fault for fault in told) and any(
        "print '72'" in fault for fault in told
    )


BOOK = """title: A small book
only_build_toc_files: true
execute: {execute_notebooks: cache, run_in_temp: false}
sphinx: {extra_extensions: [coursebook.publish.extension], config: {locale_dirs: [locale], gettext_compact: false}}
"""
SOURCE = """---
description: A page of a small book that tests build, long enough.
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A page

A paragraph with {datum}`uah-2024-05-24:date` in it.

Another that nobody translated.

```{question} ps-q-aim
```

```{code-cell}
from coursebook.figures import canvas, show
fig, ax = canvas()
ax.bar(["East", "West"], [3000, 4.5])
show(fig, "losses", title="A title of its own")
```
"""
TEXT = """msgid "A page"
msgstr "Сторінка"

msgid "A paragraph with {datum}`uah-2024-05-24:date` in it."
msgstr "Абзац, у якому {datum}`uah-2024-05-24:date`."
"""


def test_a_missing_translation_stays_english_and_says_so(tmp_path):
    (tmp_path / "_config.yml").write_text(BOOK)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: [{file: one}, {file: uk/one}]\n")
    (tmp_path / "index.md").write_text(SOURCE.partition("# A page")[0] + "# Start\n")
    (tmp_path / "one.md").write_text(SOURCE)
    for folder in ("uk", "locale/uk/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "uk" / "one.md").write_text("---\ndescription: Сторінка маленької книжки, яку будують тести.\n---\n")
    (tmp_path / "locale" / "uk" / "LC_MESSAGES" / "one.po").write_text(TEXT)
    site = build(tmp_path, tmp_path / "_build")
    text, english = ((site / f"{page}.html").read_text(encoding="utf-8") for page in ("uk/one", "one"))
    assert re.search(r'<section[^>]* id="a-page"><h1>Сторінка<a', text)
    assert re.search(r"<p>Абзац, у якому <a [^>]*>24 травня 2024</a>.</p>", text)
    assert '<span lang="en" class="cb-kept">Another that nobody translated.</span>' in text
    assert re.search(r'<figure class="cb-figure" id="figure-a-title-of-its-own"[^>]* lang="en">', text)
    assert "Прокурорка хоче звинуватити" in text and "A prosecutor wants to charge" not in text
    assert "cb-kept" not in english and "24 May 2024" in english and "Прокурорка" not in english
