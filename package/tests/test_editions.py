"""A small book in two editions: published without its answers, built and tested without the key, and unlocked again."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pyrage
import pytest
from coursebook import project
from coursebook.editions import keys, publish, unlock
from coursebook.editions.edition import PACK
from coursebook.faults import InputError
from coursebook.grading.errors import FAULTY
from coursebook.new_book import new_book
from lxml import html

# What makes its exercises its own: those of the template are anybody's.
GRADED = """
  - id: hi-q-wintering
    use: graded
    kind: single
    outcome: hi-2
    level: understand
    points: 1
    minutes: 1
    claims: [winter-loss]
    prompt: >-
      A newspaper sets the colonies of two districts side by side without saying how many beekeepers answered. Which of its
      sentences would stand if half of them had not?
    hints:
      - Ask who is in the table.
    options:
      - text: That more colonies died in the larger district
        feedback: >-
          Those who did not answer may be the ones that lost theirs, and nobody knows in which district they live.
      - text: That the beekeepers who answered had lost colonies
        right: true
        feedback: >-
          It speaks of nobody but those who answered, so silence elsewhere takes nothing from it.

  - id: hi-q-survivors
    use: graded
    kind: numeric
    outcome: hi-1
    level: apply
    points: 2
    minutes: 2
    claims: [winter-loss]
    prompt: >-
      How many of the colonies that Northfold had in October 2033 stood for each one that it lost until April 2034?
    hints:
      - Two counts are needed.
    key: october_over_lost
    tolerance: 0.05
    unit: colonies
    feedback: >-
      All that were at risk go above the line this time, and what was lost below it.
    methods:
      - answer: loss_of_spring
        feedback: >-
          That sets the loss against the survivors, which is another question altogether.
"""
KEY = '''

def october_over_lost() -> float:
    """Colonies of October for each that was lost."""
    return cell("northfold-2033-10") / (cell("northfold-2033-10") - cell("northfold-2034-04"))
'''
OLD = 'counts = table[table["district"] == district].set_index("month")["colonies"]\n    return 100 * (1 - counts[spring] / counts[autumn])'
SOLUTION = "\n    ".join(
    [
        'chosen = table.query("district == @district and month in [@autumn, @spring]").sort_values("month")',
        'gone = chosen["colonies"].iloc[0] - chosen["colonies"].iloc[-1]',
        'return gone * 100 / chosen["colonies"].iloc[0]',
    ]
)
BASE = "https://example.org/course/owls/"
PHRASE = "mango otter verbena quill lantern fjord"


def git(folder: Path, *words: str) -> str:
    """What git says in a folder."""
    person = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    return subprocess.run(["git", *person, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    """A command, typed in a book's folder."""
    environment = {name: value for name, value in os.environ.items() if name != project.VARIABLE}
    words = [sys.executable, "-m", "coursebook", *command]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Every file of a book by its path: content, and whether it is a program."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        inside.as_posix(): (path.read_bytes(), os.access(path, os.X_OK))
        for inside, path in found.items()
        if inside.parts[0] not in (".git", ".venv", "_build")
    }


def owls(folder: Path) -> Path:
    """A new book with answers of its own, under version control."""
    book = new_book("The Owl Census", folder)
    hives = book / "exercises" / "hives"
    for name, added in (("quiz.yml", GRADED), ("answers.py", KEY)):
        (hives / name).write_text((hives / name).read_text() + added)
    text = (hives / "notebook.md").read_text()
    assert OLD in text
    (hives / "notebook.md").write_text(text.replace(OLD, SOLUTION))
    config = (book / "_config.yml").read_text()
    (book / "_config.yml").write_text(config.replace('baseurl: ""', f'baseurl: "{BASE}"'))
    (book / "redirects.yml").write_text("old/place: chapters/hives\n")
    (book / "tests" / "notes.sh").write_text("#!/bin/sh\n")
    (book / "tests" / "notes.sh").chmod(0o755)
    (book / "numbers" / "roster.csv").write_text("id\njdoe\n")  # lies about and is not known to git
    git(book, "init", "-q")
    git(book, "add", "--all", ":!numbers/roster.csv")
    return book


@pytest.fixture
def book(tmp_path: Path):
    """The book as the one that this process works on."""
    before = project.found()
    yield project.use(owls(tmp_path / "book")).root
    project.use(before)


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A folder with the instructor edition in ``book`` and the public one in ``public``, its site built."""
    before, folder = project.found(), tmp_path_factory.mktemp("editions")
    try:
        owls(folder / "book")
    finally:
        project.use(before)
    (folder / "phrase").write_text(PHRASE + "\n")
    (folder / "public").mkdir()
    done = run(folder / "book", "publish", "../public", "--passphrase-file", "../phrase")
    assert done.returncode == 0 and "No answer stands in them" in done.stdout, done.stdout + done.stderr
    assert {path.name for path in folder.iterdir()} == {"book", "phrase", "public"}
    return folder


def test_the_public_edition_holds_what_students_may_see_and_nothing_else(published):
    instructor, public = files(published / "book"), files(published / "public")
    assert "hi-q-loss" in public["exercises/hives/quiz.yml"][0].decode()
    answers = public["exercises/hives/answers.py"][0].decode()
    assert "def loss_share" in answers and "october_over_lost" not in answers
    assert "exercises/hives/student/hives.ipynb" in public and public[".binder/postBuild"][1]
    gone = {name for name in instructor.keys() - public.keys()}
    assert gone == {
        "numbers/roster.csv",
        "tests/notes.sh",
        *(f"exercises/hives/{name}" for name in ("notebook.md", "variants.py", "right/winter-loss.py", "wrong/winter-loss.py")),
    }
    for word in (b"hi-q-wintering", b"which is another question", b"october_over_lost", b"BEGIN SOLUTION", b"chosen ="):
        assert [name for name, (content, _runs) in public.items() if word in content and name != PACK] == [], word


def test_its_site_is_that_of_the_instructor_edition(published):
    assert run(published / "book", "book", "build").returncode == 0
    sites = [published / name / "_build" / "html" for name in ("book", "public")]
    ours, public = ({path.relative_to(site) for site in [one] for path in site.rglob("*.html")} for one in sites)
    assert ours == public
    # The page's frame names files by their hashes; what is read must be the same.
    for page in ("chapters/hives.html", "lab/files/exercises/hives/hives.ipynb", "reference/evidence.html"):
        assert (sites[0] / page).read_text() == (sites[1] / page).read_text(), page


def test_its_site_works_below_a_path_under_the_address_that_was_set(published, tmp_path):
    """Served on loopback: site map, canonical addresses, cards, feed, the old address and the page for wrong ones."""
    site = published / "public" / "_build" / "html"
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "owls").symlink_to(site)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_address[1]}"

        def served(address: str) -> bytes:
            """What stands at a public address, here."""
            assert address.startswith(BASE), address
            with urllib.request.urlopen(here + urlsplit(address).path, timeout=20) as answer:
                return answer.read()

        pages = re.findall(r"<loc>(.*?)</loc>", served(f"{BASE}sitemap.xml").decode())
        assert f"{BASE}chapters/hives.html" in pages and len(pages) > 5
        cards = set()
        for page in pages:
            head = html.fromstring(served(page)).find("head")
            assert head.xpath("link[@rel='canonical']/@href") == [page]
            assert head.xpath("meta[@property='og:url']/@content") == [page]
            cards |= set(head.xpath("meta[@property='og:image']/@content"))
        assert cards and all(served(card).startswith(b"\x89PNG") for card in cards)
        (feed,) = html.fromstring(served(pages[0])).xpath("//link[@type='application/atom+xml']/@href")
        links = re.findall(rb'<link[^>]* href="([^"]+)"', served(urljoin(pages[0], feed)))
        assert links and all(served(urljoin(f"{BASE}corrections.xml", link.decode())) for link in links)
        old = html.fromstring(served(f"{BASE}old/place.html"))
        assert old.xpath("//link[@rel='canonical']/@href") == [f"{BASE}chapters/hives.html"]
        assert served(urljoin(f"{BASE}old/place.html", old.xpath("//main//a/@href")[0])) == served(f"{BASE}chapters/hives.html")
        for link in html.fromstring(served(f"{BASE}404.html")).xpath("//a/@href"):
            assert served(urljoin(f"{BASE}any/depth/at/all.html", link))
        server.shutdown()


def test_it_is_built_and_tested_without_the_key(published, environment):
    """With `make`, in the environment that `make` makes."""
    public = shutil.copytree(published / "public", published / "copy")
    shutil.copytree(environment.folder / ".venv", public / ".venv", symlinks=True)
    (public / ".venv" / ".book").touch()
    program = public / ".venv" / "bin" / "coursebook"
    program.write_text(program.read_text().replace(str(environment.folder), str(public)))
    done = subprocess.run(
        ["make", "test"], cwd=public, env=os.environ | {project.VARIABLE: str(public)}, capture_output=True, text=True
    )
    assert done.returncode == 0 and "passed" in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
    assert run(published / "book", "publish", str(public), "--check").stdout.startswith("No answer stands")
    shutil.rmtree(public)


@pytest.mark.parametrize(
    ("command", "code"),
    [(("release", "hives", "--out", "x"), 1), (("verify",), 1), (("grade", "x", "--assignment", "hives"), FAULTY)],
)
def test_a_command_that_needs_answers_says_so(command, code, published):
    done = run(published / "public", *command)
    assert done.returncode == code and done.stderr.startswith("edition.json: This is the public edition"), done.stderr
    assert done.stderr.count("\n") == 1


def test_the_key_brings_the_instructor_edition_back_byte_for_byte(published, tmp_path):
    public = shutil.copytree(published / "public", tmp_path / "public")
    (public / "chapters" / "mine.md").write_text("# Mine\n")
    done = run(public, "unlock", "--passphrase-file", str(published / "phrase"))
    assert done.returncode == 0, done.stderr
    instructor = files(published / "book")
    del instructor["numbers/roster.csv"]
    unlocked = files(public)
    assert unlocked.pop("chapters/mine.md") == (b"# Mine\n", False)
    assert {name: unlocked.get(name) == one for name, one in instructor.items() if unlocked.get(name) != one} == {}
    assert unlocked.keys() - instructor.keys() == {name for name in unlocked if name.startswith(".binder/")} == set()


@pytest.fixture
def locked(book: Path, tmp_path: Path):
    """The small book published for a key of age: that key, and the public edition as the one that is worked on."""
    secret = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"# a comment\n{secret}\n")
    publish.publish(tmp_path / "public", keys.Lock(recipients=[secret.to_public()]), site=False)
    project.use(tmp_path / "public")
    return tmp_path


def refused(locked: Path, said: str) -> None:
    """Unlocking says this, on one line, and changes nothing."""
    before = files(locked / "public")
    with pytest.raises(InputError) as error:
        unlock.unlock(keys.opener(None, locked / "identity"))
    assert said in str(error.value) and "\n" not in str(error.value) and "Fix: " in str(error.value)
    assert files(locked / "public") == before


def test_a_wrong_key_and_a_damaged_or_missing_pack_are_told(locked):
    pack = locked / "public" / PACK
    whole = pack.read_bytes()
    pack.write_bytes(whole[:-40])
    refused(locked, "does not open the pack, or the pack is damaged")
    pack.write_bytes(b"hello")
    refused(locked, "does not open the pack, or the pack is damaged")
    pack.unlink()
    refused(locked, "no pack")
    pack.write_bytes(whole)
    (locked / "identity").write_text(str(pyrage.x25519.Identity.generate()))
    refused(locked, "does not open the pack")
    (locked / "identity").write_text("hello")
    refused(locked, "no secret key")


def test_a_pack_of_another_version_is_told(locked, book, monkeypatch):
    monkeypatch.setattr("coursebook.editions.pack.FORMAT", 2)  # what a later version of the package would read
    refused(locked, "It has format 1, and this version of coursebook reads 2")
    monkeypatch.undo()
    pack = (locked / "public" / PACK).read_bytes()
    project.use(book)
    (book / "exercises" / "hives" / "variants.py").open("a").write("# new\n")
    (recipient,) = [pyrage.x25519.Identity.from_str((locked / "identity").read_text().splitlines()[1]).to_public()]
    publish.publish(locked / "later", keys.Lock(recipients=[recipient]), site=False)
    (locked / "later" / PACK).write_bytes(pack)
    shutil.rmtree(locked / "public")
    (locked / "later").rename(locked / "public")
    project.use(locked / "public")
    refused(locked, "another version of the book")


def test_a_changed_file_is_not_replaced_and_an_interrupted_run_is_gone_on_with(locked, monkeypatch):
    readme = locked / "public" / "README.md"
    before = readme.read_text()
    readme.write_text("mine")
    refused(locked, "the pack would replace it: README.md")
    readme.write_text(before)

    put = unlock._put

    def stops(path: Path, one) -> None:
        if path.name == "variants.py":
            raise KeyboardInterrupt
        put(path, one)

    monkeypatch.setattr(unlock, "_put", stops)
    with pytest.raises(KeyboardInterrupt):
        unlock.unlock(keys.opener(None, locked / "identity"))
    assert project.current().is_public
    monkeypatch.undo()
    assert unlock.unlock(keys.opener(None, locked / "identity")) > 5 and not project.current().is_public
    assert files(locked / "public") == {
        name: one for name, one in files(locked / "book").items() if name != "numbers/roster.csv"
    }
    with pytest.raises(InputError, match="instructor edition already"):
        unlock.unlock(keys.opener(None, locked / "identity"))


@pytest.mark.parametrize(
    "phrase, said",
    [
        ("owl-census-owl-census", "guesses"),
        ("password123", "guesses"),
        ("qwertyuiopasdfghjklzxcvbnm", "guesses"),
        ("", "not one line"),
        (f"{PHRASE}\n{PHRASE}", "not one line"),
    ],
)
def test_a_passphrase_that_can_be_guessed_is_refused(phrase, said, book, tmp_path):
    (tmp_path / "phrase").write_text(phrase)
    with pytest.raises(InputError, match=f"{said}.*six or more words"):
        keys.lock(tmp_path / "phrase", [])


def test_a_good_passphrase_or_a_key_is_taken_but_not_both_or_none(book, tmp_path):
    (tmp_path / "phrase").write_text(PHRASE)
    assert keys.lock(tmp_path / "phrase", []).passphrase == PHRASE
    public = str(pyrage.x25519.Identity.generate().to_public())
    assert len(keys.lock(None, [public, public]).recipients) == 2
    for given in ((None, []), (tmp_path / "phrase", [public]), (tmp_path / "none", []), (None, ["age1nonsense"])):
        with pytest.raises(InputError, match="Fix: "):
            keys.lock(*given)


RECIPIENT = keys.Lock(recipients=[pyrage.x25519.Identity.generate().to_public()])


def test_nothing_is_published_with_an_answer_in_it(book, tmp_path):
    chapter = book / "chapters" / "hives.md"
    chapter.write_text(f"{chapter.read_text()}\nSo one writes\n\n```python\ndef loss(table):\n    {SOLUTION}\n```\n")
    with pytest.raises(
        InputError, match=r"^chapters/hives\.md, exercises/hives/notebook\.md, 'winter-loss': It holds a solution"
    ):
        publish.publish(tmp_path / "public", RECIPIENT, site=False)
    assert {path.name for path in tmp_path.iterdir()} == {"book"}


def test_an_answer_that_only_the_site_holds_is_seen(book, tmp_path, monkeypatch):
    """As a fault of the package might bring it there."""

    def build(folder: Path) -> None:
        (folder / "_build" / "html").mkdir(parents=True)
        (folder / "_build" / "html" / "a.html").write_text(f"<p>{GRADED}</p>")

    monkeypatch.setattr(publish, "_build", build)
    with pytest.raises(InputError, match="It holds a question"):
        publish.publish(tmp_path / "public", RECIPIENT)
    assert {path.name for path in tmp_path.iterdir()} == {"book"}


def test_a_folder_with_files_in_it_is_refused_and_one_with_history_alone_is_not(book, tmp_path):
    out = tmp_path / "public"
    out.mkdir()
    (out / "thesis.md").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        publish.publish(out, RECIPIENT, site=False)
    assert [path.name for path in out.iterdir()] == ["thesis.md"] and not (tmp_path / "public.part").exists()
    (out / "thesis.md").unlink()
    git(out, "init", "-q")
    publish.publish(out, RECIPIENT, site=False)
    git(out, "add", "--all")
    git(out, "commit", "-qm", "First")
    git(tmp_path, "clone", "-q", "--no-checkout", "public", "again")
    publish.publish(tmp_path / "again", RECIPIENT, site=False)
    assert git(tmp_path / "again", "log", "--oneline").count("\n") == 1
    git(tmp_path / "again", "add", "--all")
    assert git(tmp_path / "again", "status", "--short").splitlines() == [f"M  {PACK}"]


def test_a_repository_whose_history_holds_answers_is_refused(book, tmp_path):
    git(book, "commit", "-qm", "All")
    git(tmp_path, "clone", "-q", "--no-checkout", "book", "public")
    with pytest.raises(InputError, match="history of this repository holds answers: exercises/hives/"):
        publish.publish(tmp_path / "public", RECIPIENT, site=False)
    assert [path.name for path in (tmp_path / "public").iterdir()] == [".git"]


def test_a_run_that_is_killed_leaves_nothing_published_and_the_next_one_is_whole(book, tmp_path):
    (tmp_path / "public").mkdir()
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nimport pyrage\nfrom coursebook.editions import keys, publish\n"
        "publish.close = lambda *given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "publish.publish(Path(sys.argv[1]), keys.Lock(recipients=[pyrage.x25519.Identity.generate().to_public()]), site=False)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "public")], cwd=book, check=False)
    assert done.returncode == -signal.SIGKILL
    assert list((tmp_path / "public").iterdir()) == [] and (tmp_path / "public.part").is_dir()
    publish.publish(tmp_path / "public", RECIPIENT, site=False)
    assert (tmp_path / "public" / PACK).is_file() and not (tmp_path / "public.part").exists()


def test_what_git_does_not_know_is_not_published(book, tmp_path):
    shutil.rmtree(book / ".git")
    with pytest.raises(InputError, match="Only files that git knows are published.*`git init`"):
        publish.publish(tmp_path / "public", RECIPIENT, site=False)


def test_after_a_leak_the_old_passphrase_is_refused_and_a_new_course_key_made(published, tmp_path):
    public = shutil.copytree(published / "public", tmp_path / "first")
    git(public, "init", "-q")
    git(public, "add", "--all")
    git(public, "commit", "-qm", "First")
    git(tmp_path, "clone", "-q", "--no-checkout", "first", "public")
    given = ("publish", str(tmp_path / "public"), "--no-site", "--rotate", str(tmp_path / "key"), "--passphrase-file")
    done = run(published / "book", *given, str(published / "phrase"))
    assert done.returncode == 1 and "opens the pack that was published before" in done.stderr, done.stderr
    assert not (tmp_path / "key").exists()
    (tmp_path / "new").write_text("plinth cobalt wren saddle tundra opal")
    done = run(published / "book", *given, str(tmp_path / "new"))
    assert done.returncode == 0 and "Made the course key" in done.stdout, done.stderr
    assert len((tmp_path / "key").read_bytes()) > 32
