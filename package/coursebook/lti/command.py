"""``coursebook lti``: run the service, fetch the roster of a course, send marks back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook.csv_text import csv_text
from coursebook.faults import Fault, InputError

if TYPE_CHECKING:
    from coursebook.lti.services import Services
    from coursebook.lti.settings import LtiSettings
    from coursebook.lti.store import Link

PORT = 8765
COLUMNS = ("id", "name", "first_name", "last_name", "email")
STUDENT = "Learner"


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    group = groups.add_parser("lti", help="a service that hands out and takes in work within a learning system (LTI 1.3)")
    group.set_defaults(run=run)
    acts = group.add_subparsers(dest="act", required=True, metavar="ACT")
    given = argparse.ArgumentParser(add_help=False)
    given.add_argument("settings", type=Path, help="the file lti.toml")
    serve = acts.add_parser(
        "serve", parents=[given], help="run the service on this machine; a web server with https stands before it"
    )
    serve.add_argument("--port", type=int, default=PORT, help=f"port on the loopback address (default {PORT})")
    roster = acts.add_parser("roster", parents=[given], help="write the class of a course as the learning system has it")
    roster.add_argument("--out", type=Path, required=True, help="the roster to write, as CSV")
    marks = acts.add_parser("marks", parents=[given], help="send the marks of an assignment to the learning system's gradebook")
    marks.add_argument("--assignment", required=True, help="the exercise set")
    marks.add_argument("--out", type=Path, default=Path("grades"), help="course folder that 'coursebook grade' wrote")
    for act in (roster, marks):
        act.add_argument("--course", default="", help="the course's id, where the service serves several")


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; 0 if all went well, 1 if not all of it."""
    return {"serve": _serve, "roster": _roster, "marks": _marks}[options.act](options)


def _serve(options: argparse.Namespace) -> int:
    import waitress

    from coursebook.lti.service import app
    from coursebook.lti.settings import read_lti

    settings = read_lti(options.settings)
    application = app(settings)
    print("Register these addresses in your learning system:")
    for what, path in (("login", "login"), ("redirect and target link", "launch"), ("public keys", "keys.json")):
        print(f"  {what}: {settings.address}/{path}")
    if not settings.is_safe:
        print("  without https, browsers keep no login within a frame: for a trial on this machine alone")
    try:
        server = waitress.create_server(application, host="127.0.0.1", port=options.port)
    except OSError as error:
        wrong = f"The port {options.port} cannot be had ({(error.strerror or str(error)).lower()})."
        raise InputError(Fault("coursebook lti serve", "--port", wrong, "name another.")) from None
    print(f"Serving on http://127.0.0.1:{options.port}; Ctrl-C ends it.", flush=True)
    server.run()
    return 0


def _roster(options: argparse.Namespace) -> int:
    from coursebook.files import write_whole

    settings, services = _open(options)
    addresses = {link.memberships for link in _links(options, settings)}
    wrong = "The learning system offers no list of the course.", "The course has several lists."
    fix = "let it give the tool Names and Roles, and open the link once as staff; or name a --course."
    rows = [list(COLUMNS)]
    for one in services.members(_only(addresses, options, *wrong, fix)):
        if one.get("status", "Active") == "Active" and any(str(role).endswith(STUDENT) for role in one.get("roles", ())):
            given = (one.get(key) for key in ("user_id", "name", "given_name", "family_name", "email"))
            rows.append([str(value or "") for value in given])
    write_whole(options.out, csv_text(rows))
    print(f"{len(rows) - 1} students: {options.out}")
    return 0


def _marks(options: argparse.Namespace) -> int:
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.total import marks_of
    from coursebook.lti.services import ServiceError

    settings, services = _open(options)
    exercise, course, gradebook = open_course(options)
    columns = {link.line_item for link in _links(options, settings) if link.assignment == exercise.name}
    wrong = f"No link to '{exercise.name}' has a column for marks yet.", "There are several columns."
    fix = "give the link points in the learning system and open it once; or name a --course."
    column = _only(columns, options, *wrong, fix)
    marks = marks_of(course, gradebook, read_file(course, gradebook).rules(options.assignment))
    sent, left, failed = 0, [], []
    for student, mark in sorted(marks.items()):
        if isinstance(mark, str):
            left.append(f"{student} ({mark})")
            continue
        try:
            services.put_score(column, student, round(mark, 2), 100, datetime.now(UTC))
            sent += 1
        except ServiceError as error:
            failed.append(f"{student}: {error}")
    print(f"{sent} marks sent, in per cent; the penalty for lateness is taken off, so let the learning system take none.")
    if left:
        print(f"  {len(left)} have no mark: {', '.join(left)}")
    for line in failed:
        print(f"  not sent, {line}", file=sys.stderr)
    return 1 if failed else 0


def _only(addresses: set[str], options: argparse.Namespace, none: str, several: str, fix: str) -> str:
    """The one address that is there; refused where there is ``none``, or where there are ``several``."""
    found = addresses - {""}
    if len(found) != 1:
        raise InputError(Fault(str(options.settings), "", several if found else none, fix))
    return found.pop()


def _open(options: argparse.Namespace) -> tuple[LtiSettings, Services]:
    from coursebook.lti.services import Services
    from coursebook.lti.settings import private_key, read_lti

    settings = read_lti(options.settings)
    return settings, Services(settings.platform, private_key(Path(settings.key)))


def _links(options: argparse.Namespace, settings: LtiSettings) -> list[Link]:
    """The links of the course that is meant; refused if it is not clear which one."""
    from coursebook.lti.store import Store

    links = Store(settings.database).links()
    courses = {link.context: link.title for link in links}
    course = options.course or (next(iter(courses)) if len(courses) == 1 else None)
    if course not in courses:
        known = "; ".join(f"{id} ({title})" for id, title in sorted(courses.items()))
        wrong = "It is not clear which course is meant." if courses else "Nobody has opened a link to the service yet."
        fix = f"name it with --course: {known}." if courses else "open it once from the course."
        raise InputError(Fault(str(options.settings), "", wrong, fix))
    return [link for link in links if link.context == course]
