"""What the scripts say: they type no words themselves, but read them from the page, in its language.

The words stand in ``<script type="application/json" id="cb-words">``, which is data and no code, so a strict
Content Security Policy lets it pass. Only what the scripts of that page say is in it; the module
``metadata`` puts it there.
"""

from __future__ import annotations

import json
import re

from coursebook import project
from coursebook.book.tables import IN_A_SPREADSHEET
from coursebook.exercises import form
from coursebook.language import gettext as _
from coursebook.language import noted as N_

# By what a page holds, what its scripts say; ``{name}`` is filled in by the script.
WORDS = {
    "<pre": {"copy": N_("Copy"), "codeCopied": N_("Copied")},
    'class="cb-fact"': {"stands": N_("Where it stands")},
    "std std-term": {"glossary": N_("In the glossary")},
    "cb-ledger-controls": {
        "counted": N_("{count} of {all} claims"),
        "none": N_("No claim fits all of these choices."),
        "everything": N_("Show every claim"),
    },
    'data-tools="': {
        "share": N_("Share"),
        "address": N_("Address"),
        "embed": N_("To show it in another page"),
        "alone": N_("The figure on a page of its own"),
        "copy": N_("Copy"),
        "copied": N_("Copied."),
        "csv": N_("Data (CSV)"),
        "spreadsheet": IN_A_SPREADSHEET,
        "svg": N_("Picture (SVG)"),
        "png": N_("Picture (PNG)"),
        "cite": N_("Cite"),
        "cited": N_("{author} ({year}). “{title}” In {book}, {page}. {link} {terms}."),
        "listen": N_("Listen"),
        "silent": N_("There is no series of numbers here to listen to."),
        "values": N_("the values"),
        "heard": N_(
            "You hear {series}, from “{first}” to “{last}”: a note for each value, the lowest ({low}) two octaves "
            "below the highest ({high}); a pause where there is no figure."
        ),
        "decimal": N_("decimal sign|."),
        "stop": N_("Stop"),
        "source": N_("source"),
        "licence": N_("licence"),
        "walk": N_("Arrow keys read its data point by point."),
        "empty": N_("no figure"),
        "point": N_("{place}, {series}: {value} ({at} of {of})"),
    },
    'class="cb-figure cb-explorer"': {
        "play": N_("Play"),
        "pause": N_("Pause"),
        "span": N_("{low} to {high}"),
        "trouble": N_("The other views could not be loaded. The first one stands. "),
        "again": N_("Try again"),
    },
    'class="cb-predict"': {
        "you": N_("You"),
        "data": N_("Data"),
        "said": N_("You said {guess}, it was {truth} ({unit})."),
        "each": N_("{label}: you said {guess}, it was {truth}."),
        "bounds": N_("Write a number from {low} to {high}, in digits alone."),
    },
    'class="cb-question"': form.WORDS,
    'class="cb-checks"': {
        "gave": N_(", but gives {value}"),
        "unmet": N_("Not every call gives what it should; the list above says which."),
    },
    'data-lab="': {
        "change": N_("Run and change it"),
        "run": N_("Run"),
        "halt": N_("Stop"),
        "back": N_("Reset"),
        "editor": N_("Python of this cell"),
        "keys": N_("Control and Enter run it; Escape, then Tab, leads out of the field."),
        "coming": N_("Python is coming: {megabytes} MB so far."),
        "runs": N_("It is running."),
        "drawn": N_("Done. The figure above is drawn anew."),
        "done": N_("Done."),
        "fails": N_("Python reports an error."),
        "above": N_("A cell above this one, which it builds on, reports an error."),
        "halted": N_("Stopped. The next run begins afresh."),
        "broken": N_("Python broke down ({error}). The next run begins afresh."),
        "away": N_(
            "Python did not come: {host} cannot be reached now. What the book shows stands as it is. Run it again when you are online."
        ),
        "lacking": N_(
            "This code needs {name}, and {host} does not give it now. What the book shows stands as it is; code that needs Python "
            "alone can be run."
        ),
        "fromDisk": N_("Code runs from a web address only: browsers forbid it to a page that was opened from disk."),
    },
    'class="cb-cite"': {
        "copied": N_("Copied."),
        "marked": N_("The text is marked. Copy it with your keyboard or the menu."),
    },
}


def words(body: str) -> dict[str, str]:
    """The words that the scripts of a page need, by what its HTML holds, in the language spoken now."""
    found = {name: text for mark, said in WORDS.items() if mark in body for name, text in said.items()}
    # What stands before the bar tells a translator what a message of one sign is.
    return {name: _(text).rpartition("|")[2] for name, text in found.items()}


def block(body: str, more: dict[str, str]) -> str:
    """The words as an element of the page's head; empty where no script says anything."""
    found = words(body)
    if not found:
        return ""
    # "</script>" in a text would end the block.
    text = json.dumps(found | more, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="cb-words">{text}</script>'


KEYS = ("Escape", "Enter", "Tab")
TYPED = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")


def typed_words() -> list[str]:
    """Texts that a script of ours holds although a reader would see them: each with its file."""
    found = []
    for path in sorted(project.STATIC.glob("*.js")):
        code = re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", path.read_text(encoding="utf-8"), flags=re.S)
        for _quote, text in TYPED.findall(code):
            said = re.sub(r"\$\{[^}]*\}", " ", text)
            # A word alone with a capital is said to a reader, unless it is the name of a key.
            alone = re.fullmatch(r"[A-Z][a-z]+[.…]?", text) and text not in KEYS
            # A selector, a style or a type has no two plain words in a row, and no capital before a blank.
            if alone or not text.startswith(".") and re.search(r"(?:^|[\s“])[A-Z][a-z]+[ .]|[a-z]{2,} [a-z]{2,} [a-z]", said):
                found.append(f"{project.current().within(path)}: “{text.strip()}”")
    return found
