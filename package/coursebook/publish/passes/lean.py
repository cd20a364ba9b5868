"""Markup that says nothing, spans that no style colours, classes of frameworks that the book does not load; options of commands stay whole."""

from __future__ import annotations

import re

from coursebook.publish.passes.site import Site

# What highlighting marks and the style sheet colours: keywords, strings, numbers, comments.
COLOURED = {"k": "k", "kn": "k", "kd": "k", "kc": "k", "kr": "k", "ow": "k", "mi": "m", "mf": "m", "mh": "m"}
COLOURED |= dict.fromkeys(("s", "s1", "s2", "sa", "sb", "se", "sr", "sd"), "s")
COLOURED |= dict.fromkeys(("c", "c1", "cm", "ch"), "c")
CODE = re.compile(
    r'<div class="highlight-[\w-]+ notranslate"><div class="highlight"><pre><span></span>(.*?)\s*</pre></div>\s*</div>',
    re.S,
)
TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
TWINS = re.compile(r'(<span class="(\w)">[^<]*)</span><span class="\2">')
LITERAL = re.compile(r"<(code|pre)\b[^>]*>.*?</\1>", re.S)
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
NOISE = (
    (re.compile(r' class="docutils container"'), ""),
    (re.compile(r'(class="[^"]*?) docutils container"'), r'\1"'),
    (re.compile(r'(class="[^"]*?) docutils"'), r'\1"'),
    (re.compile(r' class="(?:reference (?:internal|external)|docutils|simple|rubric|pre|std std-[\w-]+)"'), ""),
    (re.compile(r"<span>([^<]*)</span>"), r"\1"),
    (re.compile(r' class="row-(?:odd|even)"'), ""),
    (re.compile(r' class="head"'), ""),
    # Pandas writes one into every table, for the whole page.
    (re.compile(r"<style scoped>.*?</style>\s*", re.S), ""),
    (re.compile(r'<div class="toctree-wrapper compound">\s*</div>\s*'), ""),
    (re.compile(r"<colgroup>.*?</colgroup>\s*", re.S), ""),
    (re.compile(r"<!--(?!\[).*?-->", re.S), ""),
)


def code(match: re.Match) -> str:
    """Highlighted code with only the spans that have a colour, neighbours of one colour joined."""
    text = TOKEN.sub(
        lambda token: f'<span class="{COLOURED[token[1]]}">{token[2]}</span>' if token[1] in COLOURED else token[2],
        match[1],
    )
    joined = 1
    while joined:
        text, joined = TWINS.subn(r"\1", text)
    return f'<div class="highlight"><pre>{text}</pre></div>'


def whole(match: re.Match) -> str:
    """A piece of code in whose options no line breaks: a browser would break one after each hyphen."""
    return OPTION.sub(r'<span class="cb-whole">\g<0></span>', match[0])


def run(site: Site) -> None:
    """Take the noise out of every page."""
    for address, text in site.pages.items():
        text = CODE.sub(code, text)
        for noise, plain in NOISE:
            text = noise.sub(plain, text)
        site.pages[address] = LITERAL.sub(whole, text)
