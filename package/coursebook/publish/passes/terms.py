"""What a term means, ready on every page that links to it: a note says it on a tap, without a script the link leads there."""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import unquote

from coursebook.publish.passes.site import Site

TERM = re.compile(r'<dt id="(?P<id>term-[^"]+)">(?P<name>.*?)</dt>\s*<dd>(?P<meaning>.*?)</dd>', re.S)
LINK = re.compile(r'<a (?:class="reference internal" )?href="([^"#]+)#(term-[^"]+)">(<span class="xref std std-term">)')
# A note leads to one place alone, so it holds no other link.
LINKS = re.compile(r'<a class="headerlink".*?</a>|</?a\b[^>]*>', re.S)
BLOCKS = re.compile(r"\s*</?(?:p|ul|ol|li|div)\b[^>]*>\s*")
END = "</body>"


def meanings(page: str) -> dict[str, str]:
    """What a page with a glossary says of its terms: by the term's id, its name and meaning as one line of HTML."""

    def line(text: str) -> str:
        return " ".join(BLOCKS.sub(" ", LINKS.sub("", text)).split())

    return {found["id"]: f"<b>{line(found['name'])}</b>: {line(found['meaning'])}" for found in TERM.finditer(page)}


def run(site: Site) -> None:
    """Mark the links to terms, and put what they mean at the end of their page."""
    known = {page: found for page, text in site.pages.items() if (found := meanings(text))}
    for page, text in site.pages.items():
        said: dict[str, str] = {}

        def marked(match: re.Match) -> str:
            glossary = posixpath.normpath(posixpath.join(posixpath.dirname(page), match[1]))  # noqa: B023
            meaning = known.get(glossary, {}).get(unquote(match[2]))
            if not meaning:
                return match[0]
            said[match[2]] = meaning  # noqa: B023
            return f'<a class="cb-term" href="{match[1]}#{match[2]}">{match[3]}'

        text = LINK.sub(marked, text)
        if said and END in text:
            listed = "".join(f'<p data-term="{html.escape(id)}">{meaning}</p>' for id, meaning in said.items())
            before, _end, after = text.rpartition(END)
            text = f'{before}<template id="cb-terms">{listed}</template>{END}{after}'
        site.pages[page] = text
