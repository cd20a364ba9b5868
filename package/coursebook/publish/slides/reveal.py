"""Slides as one HTML file with reveal.js in it, which shows them without a network; S opens the notes."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files

from coursebook.publish.slides.outline import Slide

STATIC = files("sphinx_revealjs") / "_static" / "revealjs"
STYLE = """
:root{--r-background-color:#fff}
body{background:#fff;color:#1b1f24}
.reveal{font:400 30px/1.35 system-ui,sans-serif}
.reveal .slides{text-align:left}
.reveal .slides section{height:100%;display:flex!important;flex-direction:column;padding:0 8px;box-sizing:border-box}
.reveal .slides section:not(.present){visibility:hidden}
.reveal h1{font-size:72px;line-height:1.1;margin:auto 0 24px}
.reveal h1+p{margin-bottom:auto;font-size:34px}
.reveal h2{font-size:40px;line-height:1.2;margin:0 0 16px}
.reveal h2.long{font-size:31px;font-weight:600}
.reveal .section{font-size:22px;color:#4a5563;margin:0 0 8px}
.reveal .picture{flex:1;min-height:0}
.reveal svg{display:block;width:100%;height:100%;color:#1b1f24;font-family:system-ui,sans-serif}
.reveal .reading{font-size:25px;margin:12px 0 0}
.reveal .source{font-size:18px;color:#4a5563;margin:8px 96px 0 0}
.reveal .tall{flex:1;min-height:0;display:grid;grid-template:auto minmax(0,1fr)/1.4fr 1fr;column-gap:32px}
.reveal .tall .picture{grid-row:1/3;min-height:0}
.reveal li{margin:0 0 14px}
.reveal ol{list-style:upper-alpha}
.reveal a{color:#0b5fa5}
@media print{.reveal .slides section{break-after:page}}
"""
START = "Reveal.initialize({width:1280,height:720,margin:.06,hash:true,center:false,transition:'none',plugins:[RevealNotes]});"
LONG = 70  # characters, from which on a title is set smaller


def page(title: str, language: str, slides: list[Slide]) -> bytes:
    """The file; everything that it needs is in it."""
    parts = "".join(_section(slide, place, is_first=place == 0) for place, slide in enumerate(slides))
    css = (STATIC / "dist" / "reveal.css").read_text(encoding="utf-8")
    scripts = [(STATIC / name).read_text(encoding="utf-8") for name in ("dist/reveal.js", "plugin/notes/notes.js")]
    whole = "\n".join(re.sub(r"</(script)", r"<\\/\1", script, flags=re.I) for script in [*scripts, START])
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{css}{STYLE}</style></head>'
        f'<body><div class="reveal"><div class="slides">{parts}</div></div><script>{whole}</script></body></html>'
    ).encode()


def _section(slide: Slide, place: int, is_first: bool) -> str:
    heading = (
        f"<h1>{escape(slide.title)}</h1>"
        if is_first
        else f"<h2{' class=long' * (len(slide.title) > LONG)}>{escape(slide.title)}</h2>"
    )
    above = f'<p class="section">{escape(slide.section)}</p>' if slide.section else ""
    items = "".join(f"<li>{escape(line)}</li>" for line in slide.lines)
    lines = f"<p>{escape(slide.lines[0])}</p>" if len(slide.lines) == 1 else f"<ul>{items}</ul>" if items else ""
    choices = "".join(f"<li>{escape(choice)}</li>" for choice in slide.choices)
    picture = (
        (f'<div class="picture">{_own_ids(slide.picture, place)}</div>' if slide.picture else "")
        + (f'<p class="reading">{escape(slide.reading)}</p>' if slide.reading else "")
        + (f'<p class="source">{escape(slide.source)}</p>' if slide.source else "")
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in slide.notes)
    return (
        f"<section>{above}{heading}"
        + (f"<ol>{choices}</ol>" if choices else "")
        + lines
        + (f'<div class="tall">{picture}</div>' if slide.is_tall else picture)
        + (f'<aside class="notes">{notes}</aside>' if notes else "")
        + "</section>"
    )


def _own_ids(svg: str, place: int) -> str:
    """Two pictures of a page may use the same ids."""
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>s{place}-", svg)
