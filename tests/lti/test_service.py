"""The service for learning systems, against one on loopback: launches, hand-ins, roster, marks, and what must be refused."""

from __future__ import annotations

import csv
import html
import io
import json
import logging
import re
import signal
import socket
import subprocess
import threading
import time
import zipfile

import jwt
import pytest
import requests
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.faults import InputError
from coursebook.grading.demo import by_hand
from coursebook.grading.files import Course
from coursebook.lti import service
from coursebook.lti.settings import read_lti
from werkzeug.serving import make_server

from tests.browser.pages import violations
from tests.exercises.conftest import small  # noqa: F401
from tests.grading.klass import SET, command, environment, make_class
from tests.lti.platform import CLAIM, CLIENT, DEPLOYMENT, LearningSystem, key

STUDENTS = ("u-ann", "u-bob", "u-eve")
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def toml(system, tool):
    return f"""
address = "{tool}"
releases = ["release"]

[platform]
issuer = "{system.address}"
client_id = "{CLIENT}"
login = "{system.address}/authorize"
token = "{system.address}/token"
keys = "{system.address}/keys"
deployments = ["{DEPLOYMENT}"]
"""


@pytest.fixture
def system(tmp_path):
    """The learning system and the tool, both running, over a release of three students."""
    made = LearningSystem()
    release = tmp_path / "release"
    for student in STUDENTS:
        (release / "students" / student).mkdir(parents=True)
        (release / "students" / student / "small.ipynb").write_text(f"notebook of {student}")
    (release / "release.json").write_text(json.dumps({"set": "small", "students": dict.fromkeys(STUDENTS, "")}))
    server = make_server("127.0.0.1", 0, None, threaded=True)
    made.tool = f"http://127.0.0.1:{server.port}"
    (tmp_path / "lti.toml").write_text(toml(made, made.tool))
    server.app = service.app(read_lti(tmp_path / "lti.toml"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    made.server.shutdown()


def forms(page: str) -> dict[str, dict[str, str]]:
    """The forms of a page: where each leads, and its hidden fields."""
    found = {}
    for action, inside in re.findall(r'<form method="post" action="([^"]+)"(.*?)</form>', page, re.S):
        found[html.unescape(action)] = {
            name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', inside)
        }
    return found


def test_a_student_takes_their_own_files_and_hands_in(system, tmp_path, small):  # noqa: F811
    browser = requests.Session()
    page = system.launch(browser, "u-ann")
    assert page.status_code == 200 and "Hand in" in page.text and "frame-ancestors" in page.headers["Content-Security-Policy"]
    given = forms(page.text)
    packed = requests.post(f"{system.tool}/files", data=given[f"{system.tool}/files"])
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.read("small/small.ipynb") == b"notebook of u-ann"
    for turn in (b"first", b"second"):
        sent = requests.post(
            f"{system.tool}/hand-in",
            data=given[f"{system.tool}/hand-in"],
            files=[("files", ("../../Übung (1).ipynb", turn)), ("files", ("Übung (1).ipynb", b"twin"))],
        )
        assert sent.status_code == 200 and "Your work has arrived." in sent.text
    assert sent.text.count("Handed in at") == 2
    kept = sorted((tmp_path / "hand-ins").iterdir())
    assert [one.name.split("+")[:2] for one in kept] == [["u-ann", "small"]] * 2
    assert [(one / "Übung (1).ipynb").read_bytes() for one in kept] == [b"first", b"second"]
    assert all((one / "1-Übung (1).ipynb").read_bytes() == b"twin" for one in kept)


def test_no_name_of_a_file_costs_its_content(system, tmp_path, small):  # noqa: F811
    given = forms(system.launch(requests.Session(), "u-ann").text)[f"{system.tool}/hand-in"]
    files = [
        ("files", ("timestamp.txt", b"mine")),
        ("files", ("\U0001f600" * 200 + ".ipynb", b"work")),
        ("files", ("..", b"dots")),
    ]
    assert "has arrived" in requests.post(f"{system.tool}/hand-in", data=given, files=files).text
    (kept,) = (tmp_path / "hand-ins").iterdir()
    assert sorted(path.read_bytes() for path in kept.iterdir() if path.name != "timestamp.txt") == [b"dots", b"mine", b"work"]
    assert (kept / "timestamp.txt").read_text() == kept.name.split("+")[2]


def test_a_student_hands_in_by_browser(system, small, opened, tmp_path):  # noqa: F811
    (tmp_path / "mine.ipynb").write_bytes(b"work")
    with opened(f"{system.address}/course", 390) as page:
        page.get_by_text("Open the assignment").click()
        page.get_by_text("Go on").click()
        assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("input[type=file]").set_input_files(tmp_path / "mine.ipynb")
        page.get_by_role("button", name="Hand in").click()
        page.get_by_text("Your work has arrived.").wait_for()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Take your files").click()
        assert taken.value.suggested_filename == "small.zip"
    assert [path.read_bytes() for path in (tmp_path / "hand-ins").glob("u-ann+small+*/mine.ipynb")] == [b"work"]


def refused(system, browser, claims=None, state=None, token=None, status=403):
    own, nonce = system.begin(browser)
    token = token or system.sign(claims(nonce))
    answer = browser.post(f"{system.tool}/launch", data={"state": own if state is None else state, "id_token": token})
    assert answer.status_code == status and "<form" not in answer.text, answer.text
    return answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"},
        {"aud": "another-tool"},
        {"aud": [CLIENT, "another-tool"], "azp": "another-tool"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"nonce": "of another login"},
        {f"{CLAIM}version": "1.1"},
        {f"{CLAIM}deployment_id": "2"},
        {f"{CLAIM}message_type": "LtiSubmissionReviewRequest"},
        {f"{CLAIM}custom": {"assignment": "../release"}},
        {"exp": None},
        {"sub": None},
    ],
    ids=lambda change: "-".join(name.rpartition("/")[2] for name in change),
)
def test_a_launch_that_is_not_as_it_should_be_is_refused(system, change):
    def claims(nonce):
        made = system.claims("u-ann", nonce) | change
        return {name: value for name, value in made.items() if value is not None}

    refused(system, requests.Session(), claims)


def test_forged_and_repeated_launches_are_refused(system, tmp_path):
    def own(nonce):
        return system.claims("u-ann", nonce)

    browser = requests.Session()
    state, nonce = system.begin(browser)
    refused(system, browser, token=system.sign(own(nonce), private=key()))
    refused(system, browser, token=jwt.encode(own(nonce), "", algorithm="none", headers={"kid": "k1"}))
    public = system.jwk()["n"]
    refused(system, browser, token=jwt.encode(own(nonce), public, algorithm="HS256", headers={"kid": "k1"}))
    refused(system, browser, token="no.token.at-all")
    refused(system, browser, own, state="")
    refused(system, browser, own, state="of another browser")
    # Whoever lured another into their own login has no cookie in that browser.
    state, nonce = system.begin(browser)
    sent = {"state": state, "id_token": system.sign(own(nonce))}
    assert requests.post(f"{system.tool}/launch", data=sent).status_code == 403
    assert browser.post(f"{system.tool}/launch", data=sent).status_code == 200
    assert "used already" in browser.post(f"{system.tool}/launch", data=sent).text
    # A form without our note, or with one that was changed, does nothing.
    for note in ("", "x" * 40):
        answer = requests.post(f"{system.tool}/hand-in", data={"note": note}, files={"files": ("a.ipynb", b"a")})
        assert answer.status_code == 403
    assert not (tmp_path / "hand-ins").exists()
    unknown = requests.post(f"{system.tool}/login", data={"iss": "https://other.example", "login_hint": "7"})
    assert unknown.status_code == 403


def test_nobody_without_files_and_no_student_as_staff(system):
    assert "no files for you" in system.launch(requests.Session(), "u-new").text
    page = system.launch(requests.Session(), "u-staff", role="Instructor").text
    assert "coursebook lti roster" in page and "<form" not in page


def test_staff_put_an_assignment_into_their_course(system):
    asked = {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{DEEP}deep_linking_settings": {"deep_link_return_url": f"{system.address}/return", "data": "opaque"},
    }
    assert system.launch(requests.Session(), "u-ann", **asked).status_code == 403
    page = system.launch(requests.Session(), "u-staff", role="Instructor", **asked)
    ((to, fields),) = forms(page.text).items()
    assert to == f"{system.tool}/choose"
    sent = requests.post(to, data=fields | {"chosen": "small"})
    ((to, fields),) = forms(sent.text).items()
    assert to == f"{system.address}/return"
    keys = jwt.PyJWKClient(f"{system.tool}/keys.json")
    said = fields["JWT"]
    claims = jwt.decode(said, keys.get_signing_key_from_jwt(said).key, algorithms=["RS256"], audience=system.address)
    assert claims["iss"] == CLIENT and claims[f"{DEEP}data"] == "opaque" and claims[f"{CLAIM}deployment_id"] == DEPLOYMENT
    (item,) = claims[f"{DEEP}content_items"]
    assert item["custom"] == {"assignment": "small"} and item["lineItem"]["scoreMaximum"] == 100
    assert requests.post(f"{system.tool}/choose", data=fields | {"chosen": "other"}).status_code == 403


def test_the_roster_comes_page_by_page(system, tmp_path, capsys):
    learner, staff = ([f"http://purl.imsglobal.org/vocab/lis/v2/membership#{one}"] for one in ("Learner", "Instructor"))
    system.members = [
        {"user_id": f"u-{at}", "name": f"Name {at}", "email": f"{at}@x.example", "roles": learner, "status": "Active"}
        for at in range(5)
    ]
    system.members += [{"user_id": "u-staff", "roles": staff}, {"user_id": "u-gone", "roles": learner, "status": "Inactive"}]
    out = ["lti", "roster", str(tmp_path / "lti.toml"), "--out", str(tmp_path / "roster.csv")]
    assert main(out) == 1 and "Nobody has opened a link" in capsys.readouterr().err and not (tmp_path / "roster.csv").exists()
    system.launch(requests.Session(), "u-staff", role="Instructor")
    assert main(out) == 0
    with (tmp_path / "roster.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [f"u-{at}" for at in range(5)]


def test_the_log_names_nobody(system, tmp_path, caplog):
    with caplog.at_level(logging.DEBUG):
        given = forms(system.launch(requests.Session(), "u-ann").text)
        (tmp_path / "hand-ins").write_text("in the way")
        answer = requests.post(
            f"{system.tool}/hand-in", data=given[f"{system.tool}/hand-in"], files={"files": ("Ann Doe.ipynb", b"secret")}
        )
    assert answer.status_code == 500 and "Nothing was changed" in answer.text
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("urllib3"))
    assert "FileExistsError at /hand-in" in ours or "NotADirectoryError at /hand-in" in ours
    assert not any(word in ours for word in ("u-ann", "Ann", "secret"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('releases = ["release"]', "", "releases: It is missing. Fix: add it."),
        ('releases = ["release"]', 'relases = ["release"]', "write 'releases'"),
        ("[platform]", "[platfrom]", "write 'platform'"),
        ("client_id", "client", "platform.client_id: It is missing."),
        ('deployments = ["1"]', 'deployments = "1"', "write a list of texts."),
        ('address = "http://127.0.0.1', 'address = "http://tool.example', "address: 'http://tool.example"),
        ("address =", "address", "It is not TOML"),
    ],
)
def test_a_faulty_file_is_told_by_its_place(system, tmp_path, capsys, old, new, said):
    path = tmp_path / "lti.toml"
    path.write_text(path.read_text().replace(old, new))
    assert main(["lti", "roster", str(path), "--out", str(tmp_path / "roster.csv")]) == 1
    told = capsys.readouterr().err
    assert "lti.toml" in told and said in told, told


@pytest.mark.parametrize(
    ("releases", "said"), [(["nothing"], "There is no release in it."), (["release", "release"], "is of 'small' too.")]
)
def test_each_release_is_there_and_of_another_set(system, tmp_path, releases, said):
    path = tmp_path / "lti.toml"
    path.write_text(path.read_text().replace('["release"]', json.dumps(releases)))
    with pytest.raises(InputError, match=said):
        service.app(read_lti(path))


def test_from_the_course_to_its_gradebook(tmp_path, capsys, request):
    made = make_class(tmp_path, 3, damage=False)
    people = [path.stem for path in sorted(made.given.glob("*.ipynb"))]
    system = LearningSystem()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    system.tool = f"http://127.0.0.1:{port}"
    settings = tmp_path / "lti.toml"
    settings.write_text(toml(system, system.tool))
    serve = command("lti", "serve", str(settings), "--port", str(port))
    started = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=environment())
    request.addfinalizer(started.kill)
    told = ""
    while "Serving on" not in told:
        told = started.stdout.readline()
        assert told, "the service did not start"
    for person in people:
        page = system.launch(requests.Session(), person, **{f"{CLAIM}custom": {"assignment": SET}})
        given = forms(page.text)
        packed = requests.post(f"{system.tool}/files", data=given[f"{system.tool}/files"])
        with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
            assert f"{SET}/variant.json" in archive.namelist()
        file = ("files", (f"{SET}.ipynb", (made.given / f"{person}.ipynb").read_bytes()))
        assert "arrived" in requests.post(f"{system.tool}/hand-in", data=given[f"{system.tool}/hand-in"], files=[file]).text
    system.members = [
        {"user_id": person, "name": person.upper(), "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]}
        for person in people
    ]
    assert main(["lti", "roster", str(settings), "--out", str(tmp_path / "roster.csv")]) == 0
    graded = made.grade(given=tmp_path / "hand-ins")
    assert graded.returncode == 0, graded.stderr + graded.stdout
    send = ["lti", "marks", str(settings), "--assignment", SET, "--out", str(made.out)]
    assert main(send) == 0 and people[0] not in system.scores
    assert f"{people[0]} (waits)" in capsys.readouterr().out, "an essay waits for a person"
    course = Course(made.out, SET)
    essays = by_hand.written(course, sets.exercise(SET))
    assert essays
    by_hand.enter(course, essays)
    system.refuses = {people[0]}
    assert main(send) == 1
    told = capsys.readouterr()
    assert "2 marks sent" in told.out and f"{people[0]}: The learning system refused with status 422." in told.err
    system.refuses = set()
    assert main(send) == 0 and sorted(system.scores) == people
    assert main(["marks", "total", "--out", str(made.out)]) == 0
    with (made.out / "report" / "total.csv").open(encoding="utf-8") as file:
        total = {row["student"]: float(row["total (%)"]) for row in csv.DictReader(file)}
    assert {person: score["scoreGiven"] for person, score in system.scores.items()} == total
    assert all(score["scoreMaximum"] == 100 and score["gradingProgress"] == "FullyGraded" for score in system.scores.values())
    started.send_signal(signal.SIGINT)
    assert started.wait(20) == 0
    system.server.shutdown()
