"""The book for paper and for readers of e-books, where it has been made: put into the site, linked where a page asks."""

from __future__ import annotations

import html
import shutil

from coursebook import language
from coursebook.book import languages
from coursebook.language import gettext as _
from coursebook.publish.passes.site import Site

MARK = "<!--downloads-->"


def run(site: Site) -> None:
    """Copy what lies beside the site's folder, and link it."""
    made = [path for kind in ("pdf", "epub") for path in sorted(site.folder.parent.glob(f"*.{kind}"))]
    for path in made:
        shutil.copy2(path, site.folder / path.name)
    for address, text in site.pages.items():
        if MARK in text:
            with language.speaking(languages.of_page(address.removesuffix(".html"))):
                said = _("{kind}, {size} MB")
                away = html.escape(_("This file comes over the network, and there is none at present."))
                links = "".join(
                    f'<a href="{"../" * address.count("/")}{path.name}" data-away="{away}" download>'
                    f"{said.format(kind=path.suffix[1:].upper(), size=f'{path.stat().st_size / 1e6:.1f}')}</a>"
                    for path in made
                )
            site.pages[address] = text.replace(MARK, links)
