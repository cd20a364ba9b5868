"""Links at the top of a chapter that open it as a notebook: in the browser, and on services that run it.

The browser's notebook is part of the site. The others are made from the repository's address in
``_config.yml`` and are absent while there is none::

    repository:
      url: https://github.com/<owner>/<name>
      branch: main          # has the sources: Binder builds from it
      published: gh-pages   # has the built site: Colab and JupyterHub take the notebooks from it
      hub: https://hub.example.edu   # a JupyterHub with nbgitpuller; without it, a page that asks for one
"""

from __future__ import annotations

import functools
import html
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import book_files, language, project
from coursebook.book import languages
from coursebook.book.browser import chapter_notebooks, wheels
from coursebook.book.tables import raw
from coursebook.language import gettext as _

LAB = "lab"
# Where the site's notebooks lie, and where Binder's postBuild writes its own.
FILES = f"{LAB}/files"
BINDER = "notebooks"
LINK_MAKER = "https://nbgitpuller.readthedocs.io/en/latest/link.html"


@dataclass(frozen=True)
class Repository:
    """Where the book's sources and its built site can be found by others."""

    url: str
    branch: str = "main"
    published: str = "gh-pages"
    hub: str = ""

    @property
    def host(self) -> str:
        """The host of the address, such as ``github.com``."""
        return urlsplit(self.url).netloc

    @property
    def place(self) -> str:
        """Owner and name."""
        return urlsplit(self.url).path.strip("/").removesuffix(".git")

    def raw(self, path: str) -> str | None:
        """The address of one file of the published site, on the services whose form we know."""
        if self.host == "github.com":
            return f"https://raw.githubusercontent.com/{self.place}/{quote(self.published)}/{path}"
        if self.host == "gitlab.com":
            return f"https://gitlab.com/{self.place}/-/raw/{quote(self.published)}/{path}"
        return None

    def links(self, name: str) -> dict[str, str]:
        """The services that can open a chapter's notebook, with the address for each."""
        found = {}
        if self.host == "github.com":
            opened = f"{self.place}/blob/{quote(self.published)}/{FILES}/{name}.ipynb"
            found["Colab"] = f"https://colab.research.google.com/github/{opened}"
        kinds = {"github.com": f"gh/{self.place}", "gitlab.com": f"gl/{quote(self.place, safe='')}"}
        kind = kinds.get(self.host, f"git/{quote(self.url, safe='')}")
        shown = quote(f"lab/tree/{BINDER}/{name}.ipynb", safe="")
        found["Binder"] = f"https://mybinder.org/v2/{kind}/{quote(self.branch, safe='')}?urlpath={shown}"
        folder = self.place.rpartition("/")[2]
        pulled = {"repo": self.url, "branch": self.published, "urlpath": f"lab/tree/{folder}/{FILES}/{name}.ipynb"}
        start = f"{self.hub.rstrip('/')}/hub/user-redirect/git-pull" if self.hub else LINK_MAKER
        found["JupyterHub"] = f"{start}?{urlencode(pulled)}"
        return found

    def edit(self, source: str) -> str:
        """Where one file of the sources can be edited in a browser."""
        form = "-/edit" if self.host == "gitlab.com" else "edit"
        return f"{self.url}/{form}/{quote(self.branch)}/{quote(source)}"

    def wheel(self) -> str | None:
        """Where a Python on another machine finds the package with its data."""
        return self.raw(f"{LAB}/pypi/{wheels.OWN}")


def repository(source: Path) -> Repository | None:
    """The repository that ``_config.yml`` names; ``None`` while it names none."""
    given = {key: str(value) for key, value in (book_files.read_config(source).get("repository") or {}).items() if value}
    if not given.get("url"):
        return None
    known = {key: value for key, value in given.items() if key in Repository.__dataclass_fields__}
    return Repository(**{**known, "url": known["url"].rstrip("/")})


def link_html(address: str, words: str, disk: str) -> str:
    """The link to a notebook.

    Args:
        address: of the notebook, seen from the page.
        words: what the link says.
        disk: what stands in its place on a page that was opened from disk, which has no server, as the notebook needs.
    """
    away = _(
        "This notebook needs a network, and this site cannot be reached now. The rest of the book works without one if it is kept on "
        "this device. Press the link again when you are online."
    )
    known = f'href="{html.escape(address)}" data-from-disk="{html.escape(disk)}" data-away="{html.escape(away)}"'
    return f'<a class="cb-run" {known}>{words}</a>'


def links_html(name: str, up: str, found: Repository | None, in_page: str = "") -> str:
    """The links of one chapter.

    Args:
        name: the chapter's.
        up: leads from its page to the site's first folder.
        found: where else it can be run.
        in_page: attributes that say where the page's script finds what runs its cells.
    """
    here = f"{up}{LAB}/notebooks/index.html?path={quote(name)}.ipynb"
    other = found.links(name) if found else {}
    listed = "".join(f'<a href="{html.escape(address)}">{service}</a>' for service, address in other.items())
    also = f'<span class="cb-also">{_("or on {services}").format(services=listed)}</span>' if other else ""
    taken = (
        f'<span class="cb-also">{_("or take it along:")} <a href="{up}{FILES}/{quote(name)}.ipynb" download>{_("notebook")}</a>'
        f'<a href="{up}_sources/{project.current().settings.pages.chapters}/{quote(name)}.md" download>{_("source")}</a></span>'
    )
    disk = _("In the browser this chapter runs from a web address only, not from a file on this machine.")
    run = link_html(here, _("Run this chapter in your browser"), disk)
    return f'<nav class="cb-launch" aria-label="{_("Run this chapter")}" {in_page}>{run}{also}{taken}</nav>'


@functools.cache
def _notebooks(source: Path) -> frozenset[str]:
    return frozenset(f"{project.current().settings.pages.chapters}/{path.stem}" for path in chapter_notebooks.chapters(source))


def _insert(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    source = Path(app.srcdir)
    title = next(iter(doctree.findall(nodes.title)), None)
    original = languages.split(docname)[1]
    if app.builder.format != "html" or title is None or original not in _notebooks(source):
        return
    # The notebooks lie beside the English book.
    here = "../" * docname.count("/")
    up = here + "../" * (language.of_build() != language.SOURCE)
    in_page = f'data-lab="{up}{LAB}/" data-load="{here}_static/python.js"'
    made = links_html(docname.rpartition("/")[2], up, repository(source), in_page)
    if original != docname:
        # Notebook and source are those of the page that this one translates.
        made = made.replace("<a ", f'<a hreflang="{language.SOURCE}" ')
    # Below the question and its picture: a reader comes for these first.
    page = title.parent
    first = next((at for at, part in enumerate(page.children) if isinstance(part, nodes.section)), len(page.children))
    page.insert(first, raw(made))


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", _insert)
