"""A page of its own for every figure and explorer, to be shown within other pages: the figure, its source, licence and chapter.

The page has the figure as it stands in its chapter, without the code. It stands in no list of contents, in no index
of the search and in no sitemap; its canonical address is that of the chapter.
"""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import urldefrag

from coursebook import language, project
from coursebook.book import languages
from coursebook.book.assets import SCRIPTS
from coursebook.book.theme import THEME_SCRIPT
from coursebook.language import gettext as _
from coursebook.publish.passes.minify import ICON, STYLE
from coursebook.publish.passes.site import FIGURES, Site

FIGURE = re.compile(r'<figure class="cb-figure[^>]*?\bid="(?:figure|explorer)-([\w-]+)"[^>]*\bdata-tools=.*?</figure>', re.S)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
WORDS = re.compile(r'<script type="application/json" id="cb-words">.*?</script>', re.S)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.S)
# What follows the table in the fold is the code.
CODE = re.compile(r"(</table></div></div>).*?(</details>)", re.S)
KIND = re.compile(r'(<span class="cb-kind">)[^<]*')
ADDRESS = re.compile(r'(\s(?:href|data-states|data-tools)=")([^"]+)(")')


def name_of(page: str, figure: str) -> str:
    """The address of a figure's own page.

    Args:
        page: the address of the page that it stands in, such as ``chapters/first.html``.
        figure: its id on that page, without the word for its kind.
    """
    return f"{FIGURES}/{page.removesuffix('.html').replace('/', '-')}-{figure}.html"


def moved(text: str, page: str, to: str) -> str:
    """Markup of one page with the addresses that it needs in another.

    Args:
        text: the markup.
        page, to: the addresses of the two pages.
    """

    def mended(match: re.Match) -> str:
        path, fragment = urldefrag(html.unescape(match[2]))
        # What a picture uses again of itself, such as the marks of its axes, moves with it.
        if ":" in path.split("/")[0] or (not path and f'id="{fragment}"' in text):
            return match[0]
        path = posixpath.join(posixpath.dirname(page), path) if path else page
        path = posixpath.relpath(posixpath.normpath(path), posixpath.dirname(to))
        return f"{match[1]}{html.escape(path)}{'#' if fragment else ''}{fragment}{match[3]}"

    return ADDRESS.sub(mended, text)


def alone(page: str, text: str, match: re.Match) -> str:
    """The figure's own page.

    Args:
        page, text: address and HTML of the page that it stands in.
        match: the figure in it.
    """
    figure, here = match[0], name_of(page, match[1])
    up, where = "../" * here.count("/"), re.search(r'\bid="([^"]+)"', figure)[1]
    caption, title = CAPTION.search(figure)[1], TITLE.search(text)[1].strip()
    figure = CODE.sub(r"\1\2", KIND.sub(rf"\1· {html.escape(_('data'))}", figure))
    figure = CAPTION.sub(lambda found: f"<figcaption><h1>{found[1]}</h1></figcaption>", figure, count=1)
    scripts = ["book.js", *(name for name, mark in SCRIPTS.items() if mark in figure)]
    canonical, words = CANONICAL.search(text), WORDS.search(text)
    head = [
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<title>{caption} · {title}</title><meta name="description" content="{caption} ({title})">',
        f"<script>{THEME_SCRIPT}</script>",
        moved("".join(found[0] for found in [*STYLE.finditer(text), *ICON.finditer(text)]), page, here),
        f'<link rel="canonical" href="{canonical[1]}">' if canonical else "",
        words[0] if words else "",
        *(f'<script defer src="{up}_static/{name}"></script>' for name in scripts),
    ]
    book = project.current().settings.book
    said = html.escape(_("Read on in {page}").format(page=html.unescape(title)))
    foot = moved(f'<a class="cb-back" href="#{where}" target="_blank">{said}</a>', page, here)
    spoken = re.search(r'<html\b[^>]*\blang="([^"]+)"', text)[1]
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken}">\n<head>\n{"".join(head)}\n</head>\n<body class="cb-alone">\n'
        f'<main id="main">{moved(figure, page, here)}'
        f'<p class="cb-from">{foot} · <a href="{book.licence}" rel="license" target="_blank">{book.licence_name}</a></p></main>\n</body>\n</html>\n'
    )


def run(site: Site) -> None:
    """Write the pages, and tell each figure where its own is."""
    for page, text in list(site.pages.items()):
        with language.speaking(languages.of_page(page.removesuffix(".html"))):
            for match in FIGURE.finditer(text):
                site.add(name_of(page, match[1]), alone(page, text, match))
        site.pages[page] = FIGURE.sub(lambda match: _pointed(page, match), text)


def _pointed(page: str, match: re.Match) -> str:
    to = posixpath.relpath(name_of(page, match[1]), posixpath.dirname(page))
    return match[0].replace(" data-tools=", f' data-alone="{to}" data-tools=', 1)
