"""What types the commands of README, CONTRIBUTING and the guide as they are printed.

The commands of a page run in its order, in one shell whose path is that of a new terminal, in a copy of the project whose
environment is the one that `make install` would have made.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

from coursebook import project
from coursebook.exercises import sets
from coursebook.grading.demo.simulated_class import Hand, phrases
from nbgrader.api import Gradebook

from tests.conftest import LEFT_OUT
from tests.exercises.test_roster import CANVAS

SET = "personal-stories"
GUIDE = "instructors/guide.md"
IN_THE_COURSE = (GUIDE, "instructors/care.md", "instructors/problems.md")  # these go on where the guide ends
TUTORIALS = ("instructors/first-class.md", "instructors/second-book.md")
FOR_AUTHORS = ("README.md", "CONTRIBUTING.md", *TUTORIALS)
PAGES = (*FOR_AUTHORS, *IN_THE_COURSE)
PROGRAMS = {
    "coursebook",
    ".venv/bin/coursebook",
    "make",
    "pip",
    "python",
    "python3",
    "jupyter",
    "nbgrader",
    "git",
    "mkdir",
    "cd",
    ".",
}
# A page names a command without all that it needs: its help is asked for.
NAMES = {"coursebook release", "coursebook grade", "coursebook marks"}
NOT_RUN = {
    f"coursebook marks export --anonymous research --assignment {SET}": "refuses a class of three; tests/grading/test_anonymous.py has a larger one",
    "make lint": "the first step of the suite itself, with programs that the copy's environment lacks",
    "make book": "CI runs it before the tests",
    "make book PYODIDE=folder": "a build of the whole book; tests/browser/test_python.py puts such a site together",
    "make test": "it is what runs this test",
    "make serve": "a server that does not end; tests/book/test_rebuild.py drives it",
    "make lock": "asks a package index",
    "make demo": "the first tutorial plays it with a smaller class",
    "coursebook demo": "the first tutorial plays it with a smaller class",
    "python3 -m venv .venv": "the environment that it makes is the one that stands here; it would be empty",
    "make accessibility": "browser tests of the suite, which takes minutes",
    "pip install -e './package[grade]'": "asks a package index; the environment of the tests holds it",
    "pip install -e './package[cluster]'": "asks a package index; the environment of the tests holds it",
    "jupyter lab": "a server that does not end; tests/grading/test_formgrader.py drives it",
    "coursebook book slides introduction --out slides.pptx": "tests/book/test_paper.py writes slides of pages for paper that it has",
    "coursebook book build --language <code>": "a build of the whole book, as long as 'make book'",
}
# What an author fills in, and a class that is small enough for a test.
FILLED = {"<set>": SET, "release NAME": f"release {SET}", "<code>": "uk"}
FENCED = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```", re.M | re.S)
OF_A_SHELL = ("", "sh", "bash", "console")


def commands(text: str) -> Iterator[str]:
    """The commands of a page in its order: each line of a block for the shell, and spans that begin with a program."""
    found = [
        (match.start(), re.sub(r"\s+#.*", "", line.strip()))
        for match in FENCED.finditer(text)
        if match["info"].strip() in OF_A_SHELL
        for line in match["body"].splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    prose = FENCED.sub(lambda match: " " * len(match[0]), text)
    for match in re.finditer(r"(?<!`)`([^`]+)`(?!`)", prose):
        span = " ".join(match[1].split())
        if span.split()[0] in PROGRAMS and len(span.split()) > 1:
            found.append((match.start(), span))
    return (command for _, command in sorted(found, key=lambda one: one[0]))


class Terminal:
    """One terminal: folder and environment stay from command to command.

    With ``once`` no command of ours is typed twice in a folder: pages for authors name one in several places, and nothing
    has changed in between. In a course it has.
    """

    ran: set[tuple[Path, str]] = set()  # of all terminals

    def __init__(self, clone: Path, once: bool = False):
        self.clone = self.folder = clone
        self.once = once
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(clone.parent), "LANG": "C.UTF-8"}

    def type(self, command: str) -> None:
        """Type a command of a page: it must end with 0. What a person does before or after it is done too."""
        # A target of make is run once, wherever the reader of a page may be by then.
        here = self.clone if command.startswith("make ") else self.folder, command.removeprefix(".venv/bin/")
        spared = ("make ", "coursebook ") if self.once else ("make ",)
        if command in NOT_RUN or (here in self.ran and here[1].startswith(spared)):
            return
        self.ran.add(here)
        shown = f"{command} --help" if command in NAMES else command
        for placeholder, word in FILLED.items():
            shown = shown.replace(placeholder, word)
        before, after = (
            next((what for start, what in hooks.items() if shown.startswith(start)), None) for hooks in (BEFORE, AFTER)
        )
        if before and command not in NAMES:
            before(self.folder)
        told = self.clone.parent / "told"
        script = f"{shown}\ncode=$?; pwd > {told}.pwd; env -0 > {told}.env; exit $code"
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{shown}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        self.folder = Path(told.with_suffix(".pwd").read_text().strip())
        kept = told.with_suffix(".env").read_bytes().decode().split("\0")
        self.environment = dict(one.split("=", 1) for one in kept if "=" in one)
        if after and command not in NAMES:
            after(self.folder)


def write_roster(folder: Path) -> None:
    """The roster as Canvas exports it."""
    (folder / "roster.csv").write_text(CANVAS, encoding="utf-8")


def write_gradebook(folder: Path) -> None:
    """The gradebook as Canvas exports it: the roster came from there too."""
    (folder / "gradebook.csv").write_text(CANVAS, encoding="utf-8")


def hand_in(folder: Path) -> None:
    """Two students hand in right answers, one a blank notebook, under the names that Canvas gives."""
    exercise = sets.exercise(SET)
    right = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in Hand(exercise).key(exercise.variant())["cells"]
        if cell["cell_type"] == "code" and "nbgrader" in cell["metadata"]  # a worked example is nobody's answer
    }
    answers = {question.id: right[question.id] for question in exercise.questions} | {
        task.id: phrases()["key"] for task in exercise.tasks
    }
    for student, name in {"jdoe": "doejane_70011", "oshev": "ševčenkoолена_70012", "jvdb": "vanderbergjanpeter_70013"}.items():
        notebook = json.loads((folder / "release" / "students" / student / f"{SET}.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if student != "jvdb" and cell["id"] in answers:
                cell["source"] = answers[cell["id"]]
        path = folder / "submissions" / f"{name}_9001_{SET}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")


def write_quiz(folder: Path) -> None:
    """Two students' answers to one question, as Canvas exports them and as Moodle does."""
    rows = ["name,id,section,submitted,attempt,7: Why?,1.0,score", "Jane Doe,70011,A,,1,so,1.0,1", "Jan,70013,A,,1,no,0.0,0"]
    (folder / "student-analysis.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    head = "Last name,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00,Response 1,Right answer 1"
    rows = [
        head,
        "Doe,Jane,j@uni.example,Finished,today,now,1 min,10.00,so,so",
        "Berg,Jan,b@uni.example,Finished,today,now,1 min,0.00,no,so",
    ]
    (folder / "responses.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def right_answers_have_full_marks(folder: Path) -> None:
    """After grading: everything for those who are right, nothing for the blank."""
    for student, is_right in {"jdoe": True, "oshev": True, "jvdb": False}.items():
        record = json.loads((folder / "grades" / "records" / SET / f"{student}.json").read_text(encoding="utf-8"))
        for question in record["questions"]:
            assert question["earned"] == (question["points"] if is_right else 0), (student, question)


def mark_by_hand(folder: Path) -> None:
    """A person marks in formgrader what the sheet asks for, and another fills in the sheet."""
    with open(folder / "second.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with Gradebook(f"sqlite:///{folder / 'grades' / 'gradebook.db'}") as book:
        for row in rows:
            book.find_grade(row["task"], SET, SET, row["student"]).manual_score = 2
            row["points"] = "3"
        book.db.commit()
    with open(folder / "second.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def catalogues_were_up_to_date(folder: Path) -> None:
    """After gathering all texts: the command found nothing to write."""
    root = project.current().root
    changed = [
        path for path in sorted(folder.rglob("*.po")) if path.read_bytes() != (root / path.relative_to(folder)).read_bytes()
    ]
    assert changed == []


# What people do before and after a command, and what must be true then.
BEFORE = {
    "coursebook release": write_roster,
    "coursebook marks agreement": mark_by_hand,
    "coursebook marks export": write_gradebook,
    "coursebook marks quiz": write_quiz,
}
AFTER = {
    "coursebook release": hand_in,
    "coursebook grade submissions/": right_answers_have_full_marks,
    "coursebook book messages --texts": catalogues_were_up_to_date,
}


def cloned(folder: Path) -> Path:
    """A copy of the project with an environment: this Python's packages, and the copy in the place of the project."""
    copy = folder / "leaving-the-line"
    shutil.copytree(project.current().root, copy, ignore=LEFT_OUT)
    venv.create(copy / ".venv", symlinks=True)
    (packages,) = (copy / ".venv").glob("lib/python*/site-packages")
    (packages / "project.pth").write_text(f"{copy / 'package'}\n{sysconfig.get_path('purelib')}\n")
    (copy / ".venv" / "share").symlink_to(Path(sys.prefix, "share"))
    program = copy / ".venv" / "bin" / "coursebook"
    program.write_text(f"#!{copy}/.venv/bin/python\nimport sys\nfrom coursebook.__main__ import main\nsys.exit(main())\n")
    program.chmod(0o755)
    for stamp in (".book", ".test"):
        (copy / ".venv" / stamp).touch()
    return copy


def type_all(terminal: Terminal, page: str) -> None:
    for command in commands((project.current().root / page).read_text(encoding="utf-8")):
        terminal.type(command)
