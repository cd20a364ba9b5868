"""The page that a student gets: mark by question, what was right and wrong in words, where to read on.

It is made from the record, the autograded notebook and what humans entered in formgrader; so it holds no hidden test, no key
and no other student. One file, no script, nothing asked of another host.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from coursebook import project
from coursebook.cell_metadata import cell_key, nbgrader_of
from coursebook.evidence.roles import plain_roles
from coursebook.exercises.questions import outcomes
from coursebook.grading.gradebook.record import NOT_GRADED, Manual, Record, in_few_lines, tests_of

# Without a choice to come back to, or an output of thirty objects would keep it busy for good.
ADDRESS = re.compile(r"(?:\[?<(?=[^<>]* (?:at|object) )[^<>]*+>\]?[\s,]*+)++|Text\(.*\)")
MARKS = re.compile(r"[\\*_<>\[\]#$|~]")
TEMPLATES = Path(__file__).with_name("templates")


@functools.cache
def _environment() -> jinja2.Environment:
    """Templates that escape all they print; those of Markdown what is passed through ``words``."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: not (name or "").endswith(".md.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = lambda number: f"{number:.2f}".rstrip("0").rstrip(".")
    made.filters["words"] = _words
    made.globals["style"] = (TEMPLATES / "page.css").read_text(encoding="utf-8")  # the look of all pages
    return made


def rendered(template: str, **values: Any) -> str:
    """One of the ``templates``, filled in."""
    return _environment().get_template(template).render(values)


def _words(text: str) -> str:
    """A line as Markdown that says what it says: marks mean nothing in it, but for code between backquotes."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if place % 2 else MARKS.sub(r"\\\g<0>", part) for place, part in enumerate(parts))


def page(record: Record, shown: Mapping[str, Any], exercise, manual: Mapping[str, Manual], penalty: float, basis=None) -> str:
    """The student's page as HTML; ``basis``, of :func:`coursebook.grading.reports.basis.of`, says what the mark rests on."""
    more = {"basis": basis, "titles": titles(shown) if basis else {}}
    return _rendered("feedback.html.j2", record, shown, exercise, manual, penalty, **more)


def in_words(record: Record, shown: Mapping[str, Any], exercise, manual: Mapping[str, Manual], penalty: float) -> str:
    """What the page says, as Markdown: without the student's own code, charts and texts."""
    return _rendered("feedback.md.j2", record, shown, exercise, manual, penalty)


def _rendered(template: str, record: Record, shown, exercise, manual: Mapping[str, Manual], penalty: float, **more) -> str:
    return rendered(
        template,
        record=record,
        title=exercise.title,
        items=_items(record, shown, exercise, manual),
        mark=totals(record, manual, penalty),
        penalty=penalty,
        noted=in_few_lines(record["repairs"] + record["events"]),
        is_graded=record["status"] != NOT_GRADED,
        outcomes=_outcomes().get(record["assignment"], {}),
        **more,
    )


def _items(record: Record, shown: Mapping[str, Any], exercise, manual: Mapping[str, Manual]) -> list[dict[str, Any]]:
    """Questions and written tasks, in the notebook's order."""
    cells = {cell_key(cell): cell for cell in shown["cells"]}
    titled = titles(shown)
    items = [_question(one, cells, titled, manual) for one in record["questions"]]
    tasks = {task.id: task for task in exercise.tasks}
    items += [_task(one, tasks[one["id"]], cells, titled, manual) for one in record["tasks"]]
    places = {cell_key(cell): place for place, cell in enumerate(shown["cells"])}
    return sorted(items, key=lambda item: places.get(item["id"], len(places)))


@project.cached
def _outcomes() -> dict[str, dict[str, str]]:
    return outcomes()


def totals(record: Record, manual: Mapping[str, Manual], penalty: float) -> dict[str, Any]:
    """``earned`` of ``points``, and ``waiting``: points of written answers that nobody has marked yet.

    With a mark by hand for everything a submission that could not be graded has a mark too; until then ``earned`` is None.
    """
    earned, waiting, points = 0.0, 0.0, 0.0
    for part in (*tests_of(record), *record["tasks"]):
        points += part["points"]
        given = mark_of(part, manual, record["status"] != NOT_GRADED)
        if given is None:
            waiting += part["points"]
        else:
            earned += given
    is_known = record["status"] != NOT_GRADED or waiting < points
    return {"earned": max(0.0, earned - penalty) if is_known else None, "points": points, "waiting": waiting}


def mark_of(part: Mapping[str, Any], manual: Mapping[str, Manual], is_graded: bool = True) -> float | None:
    """The points for a test or a written answer: a human's if there are any, else the test's; None if nobody has said."""
    given = manual.get(part["id"], Manual())
    extra = given.extra or 0.0
    if given.score is not None:
        return given.score + extra
    if "earned" in part:
        return None if part["earned"] is None else part["earned"] + extra
    return 0.0 if part["is_blank"] and is_graded else None


def mark_of_question(question: Mapping[str, Any], manual: Mapping[str, Manual]) -> float | None:
    """The same for all tests of a question."""
    marks = [mark_of(test, manual) for test in question["tests"]]
    return None if None in marks else sum(marks)


def _question(one: Mapping[str, Any], cells, titles, manual: Mapping[str, Manual]) -> dict[str, Any]:
    passed = [test for test in one["tests"] if test["ok"]]
    failed = [test for test in one["tests"] if not test["ok"]]
    cell = cells.get(one["id"], {})
    return {
        "kind": "code",
        "id": one["id"],
        "title": titles.get(one["id"], one["id"]),
        "points": one["points"],
        "earned": mark_of_question(one, manual),
        "is_blank": one["is_blank"],
        "right": _right(passed, bool(failed)),
        "wrong": [] if one["is_blank"] else list(dict.fromkeys(test["message"] for test in failed if test["message"])),
        "by_hand": any(manual.get(test["id"], Manual()).score is not None for test in one["tests"]),
        "trouble": "" if one["is_blank"] else one["trouble"],
        "comment": manual.get(one["id"], Manual()).comment or "",
        "source": cell.get("source", ""),
        "pictures": _pictures(cell),
        "text": _text(cell),
        "outcome": one["outcome"],
    }


def _right(passed: list, is_any_wrong: bool) -> str:
    if not passed:
        return ""
    return said_of(passed) if is_any_wrong else "All tests passed, those that you saw and those on other data."


def said_of(passed: list) -> str:
    """How many of the tests that a student saw, and of those on other data, passed; in a sentence."""
    seen = [test for test in passed if not test["is_hidden"]]
    hidden = len(passed) - len(seen)
    parts = []
    if seen:
        parts.append("the check that you saw passed" if len(seen) == 1 else f"{len(seen)} checks that you saw passed")
    if hidden:
        parts.append(f"{hidden} test{'s' if hidden > 1 else ''} on other data passed")
    said = " and ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _task(one: Mapping[str, Any], task, cells, titles, manual: Mapping[str, Manual]) -> dict[str, Any]:
    given = manual.get(one["id"], Manual())
    source = cells.get(one["id"], {}).get("source", "")
    return {
        "kind": "written",
        "id": one["id"],
        "title": getattr(task, "title", "") or titles.get(one["id"], one["id"]),
        "points": one["points"],
        "earned": mark_of(one, manual),
        "is_blank": one["is_blank"],
        "by_hand": given.score is not None,
        "comment": given.comment or "",
        "essay": "" if one["is_blank"] else source,
        "criteria": [
            {
                "name": criterion.name,
                "levels": [(level.points, plain_roles(" ".join(level.descriptor.split()))) for level in criterion.levels],
            }
            for criterion in getattr(task, "criteria", ())
        ],
        "outcome": one["outcome"],
    }


def titles(shown: Mapping[str, Any]) -> dict[str, str]:
    """For each cell the last heading above it that is the release's own."""
    found, last = {}, ""
    for cell in shown["cells"]:
        marked = nbgrader_of(cell)
        is_ours = not cell.get("id", "").startswith(("own-", "grading-note")) and not marked.get("solution")
        if cell["cell_type"] == "markdown" and is_ours:
            headings = [line.lstrip("#").strip() for line in cell["source"].splitlines() if line.startswith("#")]
            last = headings[-1] if headings else last
        found[cell_key(cell)] = last
    return found


def _pictures(cell: Mapping[str, Any]) -> list[str]:
    return [out["data"]["image/png"] for out in cell.get("outputs", ()) if "image/png" in out.get("data", {})][:6]


def _text(cell: Mapping[str, Any]) -> str:
    parts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", ())]
    # Where an object lies in memory says nothing to a reader, and differs from run to run.
    said = [part.rstrip() for part in parts if part and not ADDRESS.fullmatch(part.strip())]
    return "\n".join(said)[:4_000]
