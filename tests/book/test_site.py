"""The built site: complete, linked, described, and asking nobody else for anything."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
import yaml
from coursebook import project
from coursebook.__main__ import command_line
from coursebook.book.assets import PACKAGE
from coursebook.book.digits import bare_figures
from coursebook.evidence import all_claims, computed_ids
from coursebook.evidence.bibliography import bibliography
from coursebook.evidence.claims import sections
from coursebook.evidence.tables import data_tables
from coursebook.exercises import counts
from coursebook.grading.reports import columns
from coursebook.manual.commands import below
from coursebook.manual.functions import public
from coursebook.publish.foreign import foreign_requests
from coursebook.publish.search import passages

FRICTIONLESS = Path(sys.executable).with_name("frictionless")
CHAPTERS = [f"chapters/{section}.html" for section in sections()]


def pages(site: Path) -> list[Path]:
    """The book's own pages; the browser's notebooks are an application with tests of its own."""
    return sorted(path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "lab")


def text_of(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


def main_part(text: str) -> str:
    return re.search(r"<article.*?</article>", text, re.S)[0]


@pytest.mark.parametrize("kind", ["reference/evidence.html", "reference/corrections.html", "reference/datasets/*.html"])
def test_beside_a_csv_file_stands_how_a_spreadsheet_opens_it(site, kind):
    """By a double click a program set to German or Ukrainian reads 1.6 as a date."""
    linking = [text for path in site.glob(kind) if re.search(r'href="[^"]*\.csv"', text := path.read_text(encoding="utf-8"))]
    assert linking and all("import the file instead of opening it" in main_part(text) for text in linking)


def test_every_page_of_the_design_is_there(site):
    for page in [
        "index.html",
        *CHAPTERS,
        *(
            f"reference/{name}.html"
            for name in ("evidence", "computed", "datasets", "glossary", "timeline", "bibliography", "about")
        ),
        *(f"reference/datasets/{name}.html" for name in data_tables()),
        "chapters/capstone.html",
        *(f"instructors/reference/{name}.html" for name in ("index", "commands", "files", "functions")),
        *(
            f"instructors/{name}.html"
            for name in (
                "index",
                "first-class",
                "second-book",
                "how-marks",
                "guide",
                "syllabus",
                "teaching",
                "care",
                "problems",
                "outcomes",
                "rubrics",
            )
        ),
    ]:
        assert (site / page).is_file(), page


def test_every_claim_stands_in_the_ledger_and_in_its_chapter(site):
    ledger = text_of(site, "reference/evidence.html")
    for id, entry in all_claims().items():
        assert f'id="claim-{id}"' in ledger, id
        assert f'id="here-{id}"' in text_of(site, f"chapters/{entry.section}.html"), id
        back = re.search(rf'id="claim-{re.escape(id)}".*?used in(.*?)</p>', ledger, re.S)[1]
        assert f"chapters/{entry.section}.html#" in back, f"the ledger does not link back to the chapter of {id}"


def test_every_computed_figure_is_used_and_explained(site):
    listed = text_of(site, "reference/computed.html")
    for id in computed_ids():
        assert f'id="number-{id}"' in listed, id
        assert not re.search(rf'id="number-{re.escape(id)}"(?:(?!id="number-).)*no chapter', listed, re.S), (
            f"{id} is used nowhere"
        )


def test_internal_links_lead_somewhere(site):
    ids: dict[Path, set[str]] = {}

    def anchors(path: Path) -> set[str]:
        if path not in ids:
            ids[path] = set(re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8", errors="replace")))
        return ids[path]

    broken = []
    for page in pages(site):
        for address in re.findall(r'<a\b[^>]*?href="([^"]*)"', page.read_text(encoding="utf-8")):
            parts = urlsplit(html.unescape(address))
            if parts.scheme or parts.netloc:
                continue
            # A page that is shown at any address names others from the root of the site.
            start = site if parts.path.startswith("/") else page.parent
            target = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else page
            if not target.is_file():
                broken.append(f"{page.relative_to(site)} -> {address}")
            elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors(target):
                broken.append(f"{page.relative_to(site)} -> {address} (no such anchor)")
    assert broken == []


def test_the_teaching_notes_have_timings_and_the_verdicts_of_the_ledger(site):
    notes = main_part(text_of(site, "instructors/teaching.html"))
    for name in counts.outcomes():
        title = name.replace("-", " ")
        assert re.search(rf'aria-label="Table: Sessions on (the )?{title}"', notes), name
    printed = re.findall(r'href="\.\./reference/evidence\.html#claim-([\w-]+)" title="[^"]+">([\w ]+)</a>', notes)
    assert len(printed) > 30 and all(all_claims()[id].verdict == verdict for id, verdict in printed)


def test_nothing_comes_from_another_host(site):
    assert foreign_requests(site) == []


def test_every_picture_is_described(site):
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        for image in re.findall(r"<img\b[^>]*>", text):
            assert re.search(r'alt="[^"]+"', image), f"{page.name}: {image}"
        for picture in re.findall(r'<svg role="img"[^>]*>', text):
            assert len(re.search(r'aria-label="([^"]*)"', picture)[1]) > 20, page.name


# Letters in a line of code at 390 pixels.
WIDEST = 40


def source_of(site, page: str) -> str:
    """The Markdown of a chapter's page."""
    return (site.parents[1] / page.replace(".html", ".md")).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_has_its_anatomy(site, page):
    body = main_part(text_of(site, page))
    assert len(re.findall(r'class="cb-figure', body)) >= 3, "fewer than three figures"
    # A step of one to four lines stands open beside the picture that it explains.
    steps = re.findall(r"^```\{code-cell\}\n(?:[^`:\n].*\n){1,4}```$", source_of(site, page), re.M)
    assert len(steps) >= 2, "fewer than two steps"
    for heading in ("Claim by claim", "What could be done", "Key points", "Read the source", "Talk about it", "Sources"):
        assert re.search(heading, body), heading
    assert 'class="cb-sources' in body


@pytest.mark.parametrize("page", ["chapters/primer.html", *CHAPTERS, "chapters/capstone.html"])
def test_lines_of_code_that_stand_in_the_text_fit_a_phone(site, page):
    cells = re.findall(r"^```\{code-cell\}\n(.*?)^```$", source_of(site, page), re.M | re.S)
    lines = [line for cell in cells if "hide-input" not in cell and "show(" not in cell for line in cell.splitlines()]
    assert lines and not [line for line in lines if len(line) > WIDEST], "break them, or a phone breaks them within words"


def test_the_capstone_audits_one_claim_and_sets_the_task(site):
    body = main_part(text_of(site, "chapters/capstone.html"))
    assert len(re.findall(r'class="cb-figure', body)) >= 2
    for heading in ("First: write the claim", "Second: follow it", "Third: set it beside", "Fourth: give a", "Fifth: mend"):
        assert heading in body, heading
    assert "../instructors/rubrics.html" in body and 'class="cb-sources' in body
    source = (site.parents[1] / "chapters" / "capstone.md").read_text(encoding="utf-8")
    prose = re.sub(r"^---.*?^---|```.*?```", "", source, flags=re.S | re.M)
    assert 800 <= len(re.findall(r"[A-Za-z’'-]+", prose)) <= 1_500


def test_the_syllabus_and_the_map_are_made_of_the_bank(site):
    syllabus, outcomes = (main_part(text_of(site, f"instructors/{name}.html")) for name in ("syllabus", "outcomes"))
    assert syllabus.count("90 minutes in class") == 24 and "Error hunt: Which step is that?" in syllabus
    for name, known in counts.outcomes().items():
        for id in known:
            total = counts.by_outcome()[name, id].total()
            assert re.search(rf"{id}: .*?<p>{total}</p></td>\s*</tr>", outcomes, re.S), id


def test_the_digit_rule_holds_in_the_sources_too(site):
    """A second look, at the Markdown itself: what stands outside roles, code and addresses holds no figure."""
    own = [*CHAPTERS, "chapters/capstone.html", "instructors/syllabus.html", "instructors/rubrics.html"]
    for path in [site.parents[1] / page.replace(".html", ".md") for page in own]:
        text = re.sub(r"\A---.*?^---$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        text = re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.S | re.M)
        text = re.sub(r"\{[\w:-]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|<[^>]+>|^```.*$|^:\w.*$|^\s*\d+\.\s", " ", text, flags=re.M)
        assert bare_figures(text) == [], path.name


def test_the_ledger_can_be_downloaded(site):
    ledger = json.loads((site / "data" / "claims.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in ledger] == list(all_claims())
    assert (site / "data" / "claims.csv").is_file() and (site / "data" / "datapackage.json").is_file()


def test_the_tables_travel_in_one_file(site, tmp_path):
    shutil.unpack_archive(site / "data" / PACKAGE, tmp_path)
    said = subprocess.run(
        [FRICTIONLESS, "validate", "datapackage.json", "--json"], cwd=tmp_path, capture_output=True, text=True
    )
    report = json.loads(said.stdout)
    assert report["valid"] and report["stats"]["tasks"] == len(list(tmp_path.glob("*.csv"))) == len(data_tables()) + 3, said
    for path in tmp_path.glob("*.csv"):
        assert len(pd.read_csv(path)) > 0, path.name
    assert (tmp_path / "references.bib").is_file()
    assert f'href="../data/{PACKAGE}"' in text_of(site, "reference/datasets.html")


def test_grade_c_is_never_printed_as_fact(site):
    for page in CHAPTERS:
        for anchor, after in re.findall(
            r'<a class="cb-fact" id="use-claim-(bribe-uah|skorokhod-property)[^>]*>(.*?)</a>', text_of(site, page), re.S
        ):
            assert "unverified" in after, f"{page}: {anchor}"


def test_the_widget_runtime_is_not_loaded(site):
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        assert "widget-state+json" not in text and "html-manager" not in text and "require.min.js" not in text


def test_the_bibliography_holds_all(site):
    text = text_of(site, "reference/bibliography.html")
    assert len(re.findall(r'<div class="citation" id=', text)) == len(bibliography().entries)


def test_every_page_names_the_book(site):
    title = yaml.safe_load((project.current().root / "_config.yml").read_text(encoding="utf-8"))["title"]
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        assert title in text and "name not set" not in text, page.name


def test_the_reference_has_every_command_option_field_and_function(site):
    commands, files, functions = (
        text_of(site, f"instructors/reference/{name}.html") for name in ("commands", "files", "functions")
    )
    listed = dict(every_command(command_line()))
    assert len(listed) > 40
    for name, parser in listed.items():
        part = re.search(rf'<section [^>]*id="{name.replace(" ", "-")}">(.*?)(?=<section|</article>)', commands, re.S)[1]
        typed = [option for action in parser._actions for option in action.option_strings if option not in ("-h", "--help")]
        assert [option for option in typed if not re.search(rf"{option}\b", part)] == [], name
    for schema in project.PACKAGE.rglob("*_schema.json"):
        fields = re.findall(r'"(\w+)": \{"description"|"(\w+)": \{\s+"description"', schema.read_text(encoding="utf-8"))
        assert fields and all(re.search(rf"[.>]{a or b}</code></dt>", files) for a, b in fields), schema.name
    for column in columns.MARKS:
        assert f">{column}</code></dt>" in files, column
    for module in re.findall(r"^```\{functions\} (\S+)$", source_of(site, "instructors/reference/functions.html"), re.M):
        for name, kind in public(module):
            assert kind in ("constant", "module") or f'id="{module}.{name}"' in functions, name


def every_command(parser, name: str = "coursebook"):
    """Every command with its parser."""
    for word, _, inner in below(parser):
        yield f"{name} {word}", inner
        yield from every_command(inner, f"{name} {word}")


def test_students_find_their_book_before_the_reference_of_the_program(site):
    kinds = {kind for _, kind, _, _ in passages(text_of(site, "instructors/reference/functions.html"))}
    assert kinds == {"manual"}
    assert all(kind != "manual" for page in CHAPTERS for _, kind, _, _ in passages(text_of(site, page)))
    assert "coursebook.evidence" not in text_of(site, "genindex.html")
