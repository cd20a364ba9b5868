"""Explorers on a page: the first state in the HTML, the others in one compressed file beside it."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook.figures import forecast
from coursebook.figures.explorer import MIME
from coursebook.figures.shown import CODE

FOLDER = "_explorers"
VIEW = re.compile(r'viewBox="([^"]*)"')
# Set by `coursebook book build --paper`: explorers become their twins.
PAPER = "COURSEBOOK_PAPER"


def stored(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """page -> file name -> content of the state files, kept with the environment."""
    return vars(env).setdefault("coursebook_explorers", {})


def packed(id: str, states: dict) -> str:
    """The state file: a script, as ``fetch`` cannot read beside a page opened from disk."""
    squeezed = zlib.compress(json.dumps(states, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return f'coursebook.states("{id}","{base64.b64encode(squeezed).decode()}")'


def figure_html(id: str, bundle: dict, states_address: str, up: str) -> str:
    """The explorer's HTML with its first state; it stands whole without JavaScript."""
    title, svg, reading, _table, notes = bundle["states"][bundle["first"]]
    controls = "".join(
        f'<div class="cb-control" data-kind="{control["kind"]}">{control["html"].replace("{id}", id)}</div>'
        for control in bundle["controls"]
    )
    listed = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    states = bundle["states"].values()
    spoken = f' lang="{bundle["lang"]}"' if "lang" in bundle else ""
    return (
        f'<figure class="cb-figure cb-explorer" id="{id}" data-states="{states_address}" data-tools="{up}_static/tools.js"{spoken}>'
        f"<figcaption>{html.escape(bundle['title'])}</figcaption>"
        f'<div class="cb-stage">{_held(f"""<p class="cb-title">{html.escape(title)}</p>""", [state[0] for state in states])}'
        f'<div class="cb-picture" style="aspect-ratio:{_widest(state[1] for state in states)}">{svg}</div></div>'
        f'<form class="cb-controls" aria-label="{html.escape(bundle["title"])}" hidden>{controls}</form>'
        '<div class="cb-below">'
        + _held(f'<ol class="cb-marks"{"" if notes else " hidden"}>{listed}</ol>', ["\n".join(state[4]) for state in states])
        + _held(f'<p class="cb-reading" aria-live="polite">{html.escape(reading)}</p>', [state[2] for state in states])
        + f'{bundle["fold"]}<p class="cb-trouble" role="alert" hidden></p></div></figure>'
    )


def _held(inside: str, texts: list[str]) -> str:
    """A part with room for the longest texts of all states, so that nothing below moves when the state changes.

    A few of them, since of texts that are about as long now the one, now the other takes a line more; of those that
    differ in digits alone, one.
    """
    shapes = {re.sub(r"\d", "0", text): text for text in filter(None, texts)}.values()
    longest = sorted(shapes, key=lambda text: (text.count("\n"), len(text), text))[-4:]
    longest = [text for text in longest if not any(text != other and text in other for other in longest)]
    # A line's end is spelled out, since in an attribute the finished page has none.
    room = "".join(f'<i class="cb-room" data-text="{html.escape(text).replace(chr(10), "&#10;")}"></i>' for text in longest)
    return f'<div class="cb-held">{inside}{room}</div>' if room else inside


def _widest(pictures: Iterable[str]) -> str:
    """The proportions that hold every picture, as the style sheet writes them."""
    sizes = (VIEW.search(picture)[1].split()[2:] for picture in pictures)
    return f"1/{max(float(height) / float(width) for width, height in sizes):.3f}"


def paper_html(bundle: dict) -> str:
    """The explorer on paper: the states that its author chose, as small multiples, one after the other."""
    panels = ""
    for key in bundle["paper"]:
        title, svg, reading, _table, notes = bundle["states"][key]
        listed = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
        panels += (
            f'<div class="cb-panel"><p class="cb-title">{html.escape(title)}</p><div class="cb-picture">{svg}</div>'
            + (f'<ol class="cb-marks">{listed}</ol>' if notes else "")
            + f'<p class="cb-reading">{html.escape(reading)}</p></div>'
        )
    return (
        f'<figure class="cb-figure cb-twin"><figcaption>{html.escape(bundle["title"])}</figcaption>'
        f'<div class="cb-panels">{panels}</div><p class="cb-source">{bundle["source"]}</p>{CODE}</figure>'
    )


def slug(title: str) -> str:
    """A title as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


class ExplorerRenderer(MimeRenderPlugin):
    """Tells MyST-NB how the outputs of explorers and forecasts become a page's HTML."""

    mime_priority_overrides = [(builder, mime, 1) for builder in ("html", "epub") for mime in (MIME, forecast.MIME)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool):
        if data.mime_type not in (MIME, forecast.MIME) or inline:
            return None
        env = renderer.renderer.sphinx_env
        bundle = data.content if isinstance(data.content, dict) else json.loads(data.content)
        # By its words in the code, which are the same in every language.
        name = slug(bundle.get("name") or bundle["title"])
        paper = bool(os.environ.get(PAPER))
        if data.mime_type == forecast.MIME:
            text = bundle["paper" if paper else "html"].replace("{id}", f"predict-{name}")
        elif paper:
            text = paper_html(bundle)
        else:
            file = f"{env.docname.replace('/', '-')}-{name}.js"
            stored(env).setdefault(env.docname, {})[file] = packed(f"explorer-{name}", bundle["states"])
            up = "../" * env.docname.count("/")
            text = figure_html(f"explorer-{name}", bundle, f"{up}{FOLDER}/{file}", up)
        return [nodes.raw("", text, format="html")]


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    stored(env).pop(docname, None)


def _write(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    wanted = {name: text for files in stored(app.env).values() for name, text in files.items()}
    for old in folder.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="ascii")


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", _purge)
    app.connect("build-finished", _write)
