"""Citing and finding in a real browser: the cite box with and without a script, wrong and old addresses, the switch."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading

import pytest
from coursebook.book.head.addresses import leading

CHAPTER = "chapters/reform.html"


def test_each_form_is_copied(opened, address):
    with opened(f"{address}/{CHAPTER}", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator(".cb-cite summary").click()
        buttons = page.locator(".cb-cite button")
        assert buttons.all_inner_texts() == ["Copy APA", "Copy Chicago", "Copy BibTeX", "Copy RIS"]
        for count, form in enumerate(("(2026). Reform", "“Reform", "@incollection{", "TY  - CHAP")):
            buttons.nth(count).click()
            page.wait_for_function("document.querySelector('.cb-cite .cb-said').textContent === 'Copied.'")
            assert form in page.evaluate("navigator.clipboard.readText()")
        assert page.troubles == [] and page.foreign == []


def test_a_closed_clipboard_marks_the_text(opened, address):
    with opened(f"{address}/{CHAPTER}") as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
        page.locator(".cb-cite summary").click()
        page.locator(".cb-cite button").nth(2).click()
        page.wait_for_function("document.querySelector('.cb-cite .cb-said').textContent.startsWith('The text is marked')")
        assert "@incollection{" in page.evaluate("getSelection().toString()")


def test_without_a_script_the_box_opens_and_the_files_are_there(opened, address):
    with opened(f"{address}/{CHAPTER}", java_script_enabled=False) as page:
        page.locator(".cb-cite summary").click()
        assert page.locator(".cb-cite dd.cb-cited").first.is_visible()
        assert page.locator(".cb-cite button:visible").count() == 0
        with page.expect_download() as staged:
            page.locator(".cb-cite a[href$='.ris']").click()
        assert "TY  - CHAP" in staged.value.path().read_text(encoding="utf-8")


def test_the_switch_leads_there_and_back(opened, address):
    with opened(f"{address}/index.html", 390) as page:
        page.locator("article .cb-languages a", has_text="Українська").click()
        assert page.locator("html").get_attribute("lang") == "uk"
        assert page.locator("h1").inner_text().startswith("Покидаючи стрій")
        page.locator("article .cb-languages a", has_text="English").click()
        assert page.locator("html").get_attribute("lang") == "en"


@pytest.fixture
def published(site, tmp_path):
    """The site as a host shows it: with the book's own page for addresses that do not exist."""
    (tmp_path / "chapters").mkdir()
    for name in ("index.html", "404.html", "chapters/introduction.html"):
        shutil.copyfile(site / name, tmp_path / name)
    shutil.copytree(site / "_static", tmp_path / "_static")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "place.html").write_text(leading("old/place", "chapters/introduction", ""))

    class Host(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *args):
            pass

        def send_error(self, code, message=None, explain=None):
            body = (tmp_path / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_wrong_address_leads_home_from_any_depth(opened, published):
    for wrong in ("nothing.html", "a/b/c/nothing.html"):
        with opened(f"{published}/{wrong}", 390, "dark") as page:
            assert page.locator("h1").inner_text() == "There is no page at this address"
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            page.locator("a", has_text="To the first page of the book").click()
            assert page.url == f"{published}/index.html"


def test_an_old_address_leads_on(opened, published):
    with opened(f"{published}/old/place.html") as page:
        page.wait_for_url("**/chapters/introduction.html")
        assert page.locator("h1").inner_text().startswith("Introduction")
