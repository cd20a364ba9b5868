"""A printed exam in parallel forms, and the key of each: HTML set as PDF by WeasyPrint.

Forms ask for the same outcomes with the same points. Where the bank has several questions of an outcome and number of points,
forms take different ones; options, pairs and steps stand in another order in each.
"""

from __future__ import annotations

import base64
import html
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

from coursebook import project
from coursebook.delivery import notation
from coursebook.delivery.items import KINDS, Item, Loss, book_title, grouped, relinked  # noqa: F401  (targets ask for KINDS)
from coursebook.delivery.written import criteria_table, for_markers
from coursebook.exercises.questions import shuffled
from coursebook.faults import Fault, InputError

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DRAWS = 50
# Millimetres of room for a word that is asked for.
ROOM = 0.6
STYLE = """
@page { size: A4; margin: 18mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt BookSans; }
  @bottom-left { content: string(form); font: 9pt BookSans, BookSansMore, BookSansCyrillic; } }
body { margin: 0; font: 10.5pt/1.4 BookSans, BookSansMore, BookSansCyrillic; color: #000; }
h1 { font-size: 15pt; margin: 0; string-set: form attr(data-form); }
h2 { font-size: 10.5pt; font-weight: 600; margin: 0 0 1mm; }
h2 span { float: right; font-weight: 400; }
.about { margin: 1mm 0 4mm; } .name { margin: 4mm 0 6mm; }
section { margin: 0 0 6mm; padding-top: 2mm; border-top: .3pt solid #888; break-inside: avoid; }
section.long { break-inside: auto; } section.long > p { break-inside: avoid; break-after: avoid; } h2 { break-after: avoid; }
p { margin: 0 0 1.5mm; } ol, ul { margin: 1mm 0; padding-left: 8mm; } li { margin: .8mm 0; }
ol.letters { list-style: lower-alpha; } ul.boxes { list-style: none; padding: 0; } ul.boxes + ol { margin-top: 3mm; }
li.boxed { padding-left: 8mm; } ol.letters li.boxed { padding-left: 9mm; }
.box { display: inline-block; width: 5mm; height: 4mm; border: .6pt solid #000; margin: 0 3mm 0 -8mm; vertical-align: -1mm; }
.room { border: .3pt solid #888; margin-top: 2mm; }
code { font: .9em BookMono; }
table { break-inside: avoid; border-collapse: collapse; font-size: 9pt; margin: 1mm 0 2mm; } th, td { border: .3pt solid #888; padding: 1mm; text-align: left; vertical-align: top; }
img { max-width: 100%; }
"""


@dataclass(frozen=True)
class Asked:
    """A question of a form: its item, and the order in which its options, pairs or steps stand."""

    item: Item
    order: tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """One form of the exam."""

    letter: str
    asked: tuple[Asked, ...]

    @property
    def points(self) -> float:
        """Of all its questions."""
        return sum(one.item.points for one in self.asked)


def losses(item: Item) -> list[Loss]:
    """What paper cannot hold of an item."""
    found = []
    if item.kind != "essay":
        found.append(Loss("feedback", "feedback to an answer", "that to a right answer and to wrong numbers stands in the key"))
    return [*found, Loss("hints", "a hint on demand", "left out")] if item.hints else found


def forms(items: Sequence[Item], count: int, everything: bool = False) -> list[Form]:
    """Parallel forms of an exam.

    Args:
        items: what may be asked.
        count: how many forms.
        everything: whether each form asks all items; without it one of each outcome and number of points.

    Raises:
        InputError: there is nothing to ask, or there are more forms than letters.
    """
    if not items or not 1 <= count <= len(LETTERS):
        wrong = "There is no question of this set and use." if not items else f"{count} forms cannot be lettered."
        raise InputError(Fault("exam", "", wrong, f"choose others with --set and --use, and 1 to {len(LETTERS)} forms."))
    groups = [[item] for item in items] if everything else grouped(items)
    used: dict[str, set[tuple[int, ...]]] = {item.id: set() for item in items}
    return [
        Form(letter, tuple(_asked(item, letter, used[item.id]) for item in (group[number % len(group)] for group in groups)))
        for number, letter in enumerate(LETTERS[:count])
    ]


def _asked(item: Item, letter: str, used: set[tuple[int, ...]]) -> Asked:
    """The item in an order that no earlier form has, as long as there is one."""
    parts = [""] * len(item.options or item.pairs or item.order)
    drawn = (tuple(shuffled(parts, f"{item.id} {letter} {attempt}")) for attempt in range(DRAWS))
    order = next((one for one in drawn if one not in used), tuple(shuffled(parts, f"{item.id} {letter}")))
    used.add(order)
    return Asked(item, order)


def paper(form: Form) -> str:
    """The form as HTML."""
    minutes = sum(one.item.minutes for one in form.asked)
    about = f"Form {form.letter} · {len(form.asked)} questions · {form.points:g} points · {minutes:g} minutes"
    name = '<p class="name">Name: ______________________________ Number: ____________________</p>'
    asked = "".join(_section(number, one, one.item.prompt + _answer(one)) for number, one in enumerate(form.asked, 1))
    return _page(form, about, name + asked)


def key(form: Form) -> str:
    """The key of a form as HTML."""
    about = f"Key of form {form.letter} · {form.points:g} points · not for students"
    return _page(form, about, "".join(_section(number, one, _key(one)) for number, one in enumerate(form.asked, 1)))


def _page(form: Form, about: str, body: str) -> str:
    title = html.escape(book_title())
    head = f'<h1 data-form="{title}, form {form.letter}">{title}</h1><p class="about">{about}</p>'
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: {about}</title></head><body>{head}{body}</body></html>'


def _section(number: int, one: Asked, body: str) -> str:
    def within(src: str) -> str:
        kind = mimetypes.guess_type(src)[0]
        return f"data:{kind};base64,{base64.b64encode(one.item.images[src]).decode()}"

    body = relinked(body, within)
    long = ' class="long"' if one.item.kind == "essay" else ""
    return f"<section{long}><h2>{number}. <span>{one.item.points:g} {'point' if one.item.points == 1 else 'points'}</span></h2>{body}</section>"


def _answer(one: Asked) -> str:
    item = one.item
    if item.options:
        instruction = "<p>One answer.</p>" if item.kind == "single" else "<p>One or more answers.</p>"
        shown = "".join(f'<li class="boxed"><span class="box"></span>{item.options[place].text}</li>' for place in one.order)
        return f'{instruction}<ol class="letters">{shown}</ol>'
    if item.kind == "numeric":
        return f"<p>Your number: ____________________ {html.escape(item.unit)}</p>"
    if item.pairs:
        left = "".join(f'<li class="boxed"><span class="box"></span>{pair.left}</li>' for pair in item.pairs)
        right = "".join(f"<li>{item.pairs[place].right}</li>" for place in one.order)
        return f'<p>Write the letter of what belongs to it.</p><ul class="boxes">{left}</ul><ol class="letters">{right}</ol>'
    if item.order:
        shown = "".join(f'<li class="boxed"><span class="box"></span>{item.order[place]}</li>' for place in one.order)
        return f'<p>Number the steps: 1 is the first.</p><ul class="boxes">{shown}</ul>'
    return f'<p>At most {item.words} words.</p>{criteria_table(item)}<div class="room" style="height: {item.words * ROOM:.0f}mm"></div>'


def answer(one: Asked) -> str:
    """What earns the points, in a line; for an essay nothing."""
    item, letters = one.item, LETTERS.lower()
    if item.options:
        return ", ".join(letters[number] for number, place in enumerate(one.order) if item.options[place].is_right)
    if item.kind == "numeric":
        return f"{_number(item.key, item.tolerance)} ± {notation.shown(item.tolerance, item.tolerance)} {item.unit}"
    if item.pairs:
        rights = [item.pairs[place].right for place in one.order]
        return ", ".join(letters[rights.index(pair.right)] for pair in item.pairs)
    return ", ".join(str(place + 1) for place in one.order)


def _number(value: float, tolerance: float) -> str:
    return notation.shown(value, tolerance).replace("-", "−")


def _key(one: Asked) -> str:
    item = one.item
    if item.kind == "essay":
        return f"<p>{html.escape(item.title)} ({item.id})</p>{for_markers(item)}"
    shown = [(LETTERS.lower()[number], item.options[place]) for number, place in enumerate(one.order)] if item.options else []
    said = [(letter, option.feedback) for letter, option in shown if option.is_right] or [("", item.feedback)]
    feedback = [f"{letter}: {text}" if len(said) > 1 else text for letter, text in said]
    feedback += [f"{_number(value, item.tolerance)}: {text}" for value, text in item.methods]
    return f"<p><strong>{html.escape(answer(one))}</strong> ({item.id})</p>" + "".join(
        f"<p>{text}</p>" for text in feedback if text
    )


def pdf(page: str, look: str = STYLE, what: str = "exam") -> bytes:
    """A page as a PDF that screen readers can read, in the book's fonts; ``look`` is its style, ``what`` its name in messages.

    Raises:
        InputError: the typesetter's library is missing.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        wrong = f"The PDF needs the library Pango ({str(error).splitlines()[0]})."
        raise InputError(Fault(what, "", wrong, "install it (Debian: apt-get install libpango-1.0-0).")) from None
    folder, fonts = project.PACKAGE / "publish" / "print", FontConfiguration()
    faces = [line for line in (folder / "paper.css").read_text(encoding="utf-8").splitlines() if line.startswith("@font-face")]
    style = CSS(string="\n".join([*faces, look]), base_url=f"{folder}/", font_config=fonts)
    return HTML(string=page, base_url=f"{folder}/").write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
