"""The book without a network: kept by a service worker with the server gone, and opened from disk as a folder."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from coursebook.evidence.claims import sections
from coursebook.publish import offline
from coursebook.publish.passes.site import Site

from tests.browser.screens import settled
from tests.browser.test_explorers import change, changed, snapshot

PAGES = (
    "index.html",
    "reference/evidence.html",
    "reference/glossary.html",
    "reference/datasets/ukraine_cases_monthly.html",
    "instructors/guide.html",
)
WITHOUT = shutil.ignore_patterns("lab", "*.gz", "*.br")


class Server:
    """A server of one folder that notes what is asked for and can be cut off."""

    def __init__(self, folder: Path):
        self.asked: list[str] = []
        asked = self.asked

        class Noted(http.server.SimpleHTTPRequestHandler):
            def log_message(self, format, *args):
                pass

            def do_GET(self):
                asked.append(self.path)
                super().do_GET()

        self.real = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Noted, directory=str(folder)))
        threading.Thread(target=self.real.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.real.server_address[1]}"

    def cut(self) -> None:
        self.real.shutdown()
        self.real.server_close()


@pytest.fixture
def folder(site, tmp_path):
    return Path(shutil.copytree(site, tmp_path / "site", ignore=WITHOUT))


@pytest.fixture
def server(folder):
    started = Server(folder)
    yield started
    started.cut()


def keep(page) -> None:
    page.locator(".cb-keep-do").click()
    page.wait_for_function(
        "/is kept on|could not/.test(document.querySelector('.cb-keep [role=status]').textContent)", timeout=30_000
    )


def try_everything(page, address: str) -> None:
    """Every kind of page stands; every explorer, a question of each chapter and the search answer."""
    for name in PAGES:
        page.goto(f"{address}/{name}")
        assert page.locator("h1").is_visible(), name
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("system-ui"), name
    for section in sections():
        page.goto(f"{address}/chapters/{section}.html")
        settled(page)
        assert page.locator(".cb-picture svg:visible").count() >= 1
        for figure in page.locator(".cb-explorer").all():
            before = snapshot(figure)
            change(page, figure.locator(".cb-control").first)
            changed(page, figure, before)
            assert figure.locator(".cb-trouble").is_hidden()
        # The mixed questions at the end lie in a fold.
        page.evaluate("document.querySelectorAll('details.cb-fold').forEach(fold => { fold.open = true; })")
        question = page.locator(".cb-question[data-kind=single]").first
        question.locator("input").first.check()
        question.locator("button[type=submit]").click()
        assert re.search("Right|Not yet", question.locator(".cb-verdict-said").text_content())
    page.goto(f"{address}/search.html?q=kickbacks")
    page.wait_for_selector(".cb-found li")
    assert "term-kickback" in page.locator(".cb-found a").first.get_attribute("href")


def test_a_kept_book_works_with_the_server_gone(opened, server, folder):
    with opened(f"{server.address}/keep.html") as page:
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0, "it must be asked for"
        keep(page)
        assert "is kept" in page.locator(".cb-keep [role=status]").text_content()
        server.cut()
        try_everything(page, server.address)
        missing = page.evaluate(
            """files => Promise.all(files.map(file => fetch(file).then(got => got.ok ? null : file, () => file))).then(all => all.filter(Boolean))""",
            [f"{server.address}/{name}" for name, _ in offline.readable(folder)],
        )
        assert missing == []
        assert page.troubles == [] and page.foreign == []


def test_a_kept_book_says_that_its_notebooks_need_a_network_and_stays(opened, server):
    with opened(f"{server.address}/keep.html") as page:
        keep(page)
        server.cut()
        for name in ("Run this chapter in your browser", "Open the exercises in your browser"):
            page.goto(f"{server.address}/chapters/reform.html")
            settled(page)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
            page.get_by_role("link", name=name).click()
            said = page.locator(".cb-away[role=alert]")
            said.wait_for(timeout=15_000)
            assert "needs a network" in said.text_content() and page.locator("h1").is_visible()
            assert page.url.startswith(f"{server.address}/chapters/reform.html")


def test_a_kept_book_can_be_removed(opened, server):
    with opened(f"{server.address}/keep.html") as page:
        keep(page)
        page.locator(".cb-keep-undo").click()
        page.wait_for_function("/was removed/.test(document.querySelector('.cb-keep [role=status]').textContent)")
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_a_new_version_fetches_only_what_changed_and_replaces_the_old_one(opened, server, folder):
    with opened(f"{server.address}/keep.html") as page:
        keep(page)
        changed = folder / "reference" / "glossary.html"
        changed.write_text(re.sub("(<h1[^>]*>Glossary)", r"\1, mended", changed.read_text(encoding="utf-8")), encoding="utf-8")
        offline.run(Site(folder, folder, folder))
        server.asked.clear()
        page.goto(f"{server.address}/index.html")
        # The page hears that the new version serves it; what it knows of one that is being fetched comes late on a busy machine.
        page.evaluate(
            "navigator.serviceWorker.addEventListener('controllerchange', () => (window.taken = true)),"
            "navigator.serviceWorker.getRegistration().then(one => one.update())"
        )
        page.wait_for_function("window.taken", timeout=30_000)
        assert page.evaluate("caches.keys().then(names => names.length)") == 2
        asked = {path for path in server.asked if path != "/sw.js"}
        assert asked == {"/reference/glossary.html"}
        server.cut()
        page.goto(f"{server.address}/reference/glossary.html")
        assert "mended" in page.locator("h1").text_content()


def test_a_book_that_does_not_arrive_whole_is_not_kept(opened, server, folder):
    (folder / "reference" / "timeline.html").unlink()
    with opened(f"{server.address}/keep.html") as page:
        keep(page)
        assert "could not be kept" in page.locator(".cb-keep [role=status]").text_content()
        assert page.evaluate("caches.keys()") == []


def test_the_zip_opens_from_disk_with_everything_working(opened, site, tmp_path):
    packed = offline.pack(site, tmp_path / "book.zip")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    book = tmp_path / "book"
    with opened((book / "index.html").as_uri()) as page:
        try_everything(page, book.as_uri())
        page.goto((book / "keep.html").as_uri())
        settled(page)
        assert "opened from disk" in page.locator(".cb-keep-not").text_content() and page.locator(".cb-keep-not").is_visible()
        assert page.troubles == [] and page.foreign == []
    lost = set()
    for path in book.rglob("*.html"):
        for address in re.findall(r'(?:href|src|data-states)="([^"#?]+)', path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:|//", address) and not (path.parent / address).exists() and "lab/" not in address:
                lost.add(f"{path.relative_to(book)} -> {address}")
    assert lost == set()
