"""The syllabus in three formats, each opened by a program that is not ours, and the calendar by a reader of RFC 5545."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.course import workload
from coursebook.exercises.questions import outcomes
from coursebook.exercises.source import known_sets
from coursebook.grading.course import course_file
from markdown_it import MarkdownIt
from pypdf import PdfReader

READY = project.current().root / "instructors" / "courses"
PLANS = ("one-session", "four-weeks", "half-term")
HEADINGS = ["Weeks", "What is handed in", "Late work", "What you will be able to do"]


def syllabus(plan: str | Path, out: Path) -> Path:
    file = READY / f"{plan}.toml" if isinstance(plan, str) else plan
    assert main(["course", "syllabus", str(file), "--out", str(out)]) == 0
    return out


def words(text: str) -> str:
    return " ".join(text.split())


def of_a_pdf(content: bytes) -> str:
    return words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@pytest.mark.parametrize("plan", PLANS)
def test_the_markdown_says_all_that_the_file_does(plan, tmp_path):
    text = syllabus(plan, tmp_path / "s.md").read_text(encoding="utf-8")
    file = course_file.existing(READY / f"{plan}.toml", known_sets())
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]
    weeks = [row for row in rows if len(row) == 6 and row[0].isdigit()]
    assert [row[2] for row in weeks] == [week.title for week in file.term.weeks]
    assert [row[1] for row in weeks] == [f"{one.begins:%a} {one.day.day} {one.begins:%b %Y, %H:%M}" for one in file.term.weeks]
    assert [row[5] for row in weeks] == ["{:g} + {:g}".format(*pair) for pair in workload.minutes(file)]
    works = {row[0]: row for row in rows if len(row) == 6 and not row[0].isdigit()}
    for work in workload.works(file):
        row = works[work.title]
        assert row[2:] == [
            f"{work.due:%a} {work.due.day} {work.due:%b %Y}",
            f"{work.points:g}",
            f"{work.minutes:g}",
            f"{work.weight:g} %",
        ]
        assert work.title in weeks[workload.week_of(work.day, file.term.weeks)][4]
    wording = {id: text for known in outcomes().values() for id, text in known.items()}
    mapped = [row for row in rows if len(row) == 4 and row[0] not in ("You can", "---")]
    assert [row[0] for row in mapped] == [wording[id] for id in file.term.outcomes]
    assert all("–" not in row for row in mapped)
    assert "costs 10 per cent of the points earned, but 50 per cent at most" in text and "for the first 15 minutes" in text
    tables = MarkdownIt("commonmark").enable("table").render(text)
    assert tables.count("<table>") == 3 and [f"<h2>{title}</h2>" in tables for title in HEADINGS] == [True] * 4


def test_what_markdown_would_take_for_a_mark_is_text(tmp_path):
    file = tmp_path / "course.toml"
    text = (READY / "one-session.toml").read_text(encoding="utf-8")
    file.write_text(re.sub(r"^title = .*", 'title = "*Law* | <b>50_%</b> [a](b) `c` #1"', text, flags=re.M), encoding="utf-8")
    page = MarkdownIt("commonmark").enable("table").render(syllabus(file, tmp_path / "s.md").read_text(encoding="utf-8"))
    title = "*Law* | &lt;b&gt;50_%&lt;/b&gt; [a](b) `c` #1"
    assert page.count(title) == 2, page[:300]  # as the heading, and as the topic of the one meeting
    page = syllabus(file, tmp_path / "s.pdf").read_bytes()
    assert "*Law* | <b>50_%</b> [a](b) `c` #1" in of_a_pdf(page)


@pytest.mark.parametrize("plan", PLANS)
def test_the_docx_is_opened_by_a_word_processor_and_says_the_same(plan, tmp_path):
    path = syllabus(plan, tmp_path / "s.docx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and (tmp_path / "s.pdf").is_file(), done.stderr
    seen = of_a_pdf((tmp_path / "s.pdf").read_bytes())
    document = docx.Document(str(path))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == HEADINGS
    said = [one.text for one in document.paragraphs if one.text]
    # A cell may be broken at the end of a page's column, so its words are looked for one by one.
    cells = {word for table in document.tables for row in table.rows for cell in row.cells for word in cell.text.split()}
    assert [one for one in said if words(one) not in seen] == []
    assert [word for word in sorted(cells) if word not in seen] == []
    assert [table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") != [] for table in document.tables] == [True] * 3
    lines = (syllabus(plan, tmp_path / "s.md")).read_text(encoding="utf-8").splitlines()
    plain = [re.sub(r"\\(.)", r"\1", line) for line in lines]
    assert said == [line.lstrip("# ") for line in plain if line and not line.startswith("| ")]
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    assert rows == [line.strip("|").strip() for line in plain if line.startswith("| ") and "---" not in line]


def test_the_pdf_says_the_same_and_can_be_read_aloud(tmp_path):
    path = syllabus("half-term", tmp_path / "s.pdf")
    reader = PdfReader(path)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "en" and catalogue["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Leaving the Line: half a term"
    seen = of_a_pdf(path.read_bytes())
    text = syllabus("half-term", tmp_path / "s.md").read_text(encoding="utf-8")
    said = {word for word in re.sub(r"\\(.)", r"\1", text).split() if not re.fullmatch(r"[|#-]+", word)}
    assert [word for word in sorted(said) if word not in seen] == []


def test_another_format_is_refused(tmp_path, capsys):
    assert main(["course", "syllabus", str(READY / "one-session.toml"), "--out", str(tmp_path / "s.odt")]) == 1
    assert "Fix: let it end with one of: .md, .docx, .pdf." in capsys.readouterr().err and not list(tmp_path.iterdir())


# A reader of calendars, written from RFC 5545: content lines (3.1), text (3.3.11), time zones (3.6.5).


def lines_of(content: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Name, parameters and value of each content line."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    unfolded = content.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    found = []
    for line in unfolded:
        head, _, value = line.partition(":")
        name, *parameters = head.split(";")
        found.append((name.upper(), dict(one.split("=", 1) for one in parameters), value))
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), text)


def parts_of(content: bytes, name: str) -> list[list[tuple[str, dict[str, str], str]]]:
    parts, inside = [], False
    for line in lines_of(content):
        if line[::2] == ("BEGIN", name):
            parts.append([])
            inside = True
        elif line[::2] == ("END", name):
            inside = False
        elif inside:
            parts[-1].append(line)
    return parts


def events_of(content: bytes) -> dict[str, dict[str, object]]:
    """Each event by its UID; a local time is made one of UTC by the file's own time zone."""
    changes = {}
    for zone in parts_of(content, "VTIMEZONE"):
        name = next(value for key, _, value in zone if key == "TZID")
        changes[name] = []
        for key, _, value in zone:
            if key == "DTSTART":
                begins = [value]
            elif key == "RDATE":
                begins += value.split(",")
            elif key == "TZOFFSETTO":
                offset = timedelta(hours=int(value[:3]), minutes=int(value[0] + value[3:5]))
            elif key == "END":
                changes[name] += [(datetime.fromisoformat(one), offset) for one in begins]
    found = {}
    for event in parts_of(content, "VEVENT"):
        read = {}
        for key, parameters, value in event:
            if parameters.get("VALUE") == "DATE":
                read[key] = date.fromisoformat(value)
            elif "TZID" in parameters:
                local = datetime.fromisoformat(value)
                _, offset = max((moment, offset) for moment, offset in changes[parameters["TZID"]] if moment <= local)
                read[key] = local - offset
            else:
                read[key] = unescaped(value)
        assert {"UID", "DTSTAMP", "DTSTART"} <= read.keys() and read["UID"] not in found
        found[str(read["UID"])] = read
    return found


def calendar(file: Path, out: Path) -> dict[str, dict[str, object]]:
    assert main(["course", "calendar", str(file), "--out", str(out)]) == 0
    content = out.read_bytes()
    head = dict((name, value) for name, _, value in lines_of(content)[1:4])
    assert head["VERSION"] == "2.0" and head["PRODID"] and lines_of(content)[0][::2] == ("BEGIN", "VCALENDAR")
    return events_of(content)


def utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


@pytest.mark.parametrize("plan", PLANS)
def test_the_calendar_is_read_back_as_the_file_has_it(plan, tmp_path):
    events = calendar(READY / f"{plan}.toml", tmp_path / "term.ics").values()
    file = course_file.existing(READY / f"{plan}.toml", known_sets())
    meetings = [(week.title, utc(week.begins), utc(week.begins + timedelta(minutes=week.minutes))) for week in file.term.weeks]
    due = [(f"Due: {work.title}", work.due, None) for work in workload.works(file)]
    assert [(one["SUMMARY"], one["DTSTART"], one.get("DTEND")) for one in events] == [*meetings, *due]


def test_texts_hours_and_changes_of_the_clock_are_kept(tmp_path):
    file = tmp_path / "course.toml"
    title = "Commas, semicolons; a \\ and “Їжак” — " + "ї" * 90
    text = (READY / "half-term.toml").read_text(encoding="utf-8")
    text = text.replace('"Week one: which step of procedure?"', f"'{title}'").replace(
        "due = 2027-03-14", "due = 2027-04-01T18:30"
    )
    text = text.replace("2027-02-08T10:00:00", "2027-02-08").replace("end = 2027-03-21", "end = 2027-06-21")
    file.write_text(text.replace("2027-03-15T10:00:00", "2027-04-15T10:00:00"), encoding="utf-8")
    events = list(calendar(file, tmp_path / "term.ics").values())
    assert events[0]["SUMMARY"] == title and events[0]["DTSTART"] == datetime(2027, 2, 1, 9)
    assert events[1]["DTSTART"] == date(2027, 2, 8) and "DTEND" not in events[1]
    assert events[6]["DTSTART"] == datetime(2027, 4, 15, 8)  # in summer, two hours before UTC
    late = [one["DTSTART"] for one in events if str(one["SUMMARY"]).startswith("Due: Capstone")]
    assert late == [datetime(2027, 4, 1, 16, 30)] * 2


def test_a_second_import_moves_what_has_moved(tmp_path):
    file = tmp_path / "course.toml"
    text = (READY / "half-term.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    before = calendar(file, tmp_path / "term.ics")
    file.write_text(
        text.replace("2027-02-08T10", "2027-02-09T12").replace("due = 2027-03-07", "due = 2027-03-06"), encoding="utf-8"
    )
    after = calendar(file, tmp_path / "term.ics")
    assert after.keys() == before.keys()
    moved = [after[id]["SUMMARY"] for id in after if after[id]["DTSTART"] != before[id]["DTSTART"]]
    assert moved == ["Week two: cases are not people", "Due: Reform: assignment", "Due: Reform: graded quiz"]
    other = tmp_path / "other.toml"
    other.write_text(text.replace('term = "2027-spring"', 'term = "2028-spring"'), encoding="utf-8")
    assert not calendar(other, tmp_path / "other.ics").keys() & before.keys()
