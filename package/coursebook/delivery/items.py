"""The items of the bank as every target gets them: figures printed, Markdown made HTML, images read.

A writer of a target needs nothing else of the bank, and knows no book.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from markdown_it import MarkdownIt

from coursebook import book_files, project
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import source
from coursebook.exercises.questions import Question, questions
from coursebook.exercises.rubrics import Anchor, Criterion, Level, Mark, WrittenTask, tasks
from coursebook.faults import Fault, InputError, nearest

USES = ("practice", "graded", "written")
# What a system can mark, and what only a person can. (Code is checked by a page of the book alone.)
MARKED = ("single", "multiple", "numeric", "matching", "ordering")
KINDS = (*MARKED, "essay")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
TAG = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
# What becomes of model answers where a system has no notes for markers.
IN_GUIDE = "left out; they are in the marking guide that 'coursebook release' writes"
IMAGE_TYPES = (".png", ".jpg", ".jpeg", ".gif", ".svg")


@dataclass(frozen=True)
class Loss:
    """One part of an item (``kind``, ``key``, ``feedback`` …) that a target lacks a place for, and what was done with it."""

    part: str
    lacks: str
    done: str


@dataclass(frozen=True)
class Option:
    """A choice, as HTML."""

    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together, as HTML."""

    left: str
    right: str
    feedback: str


@dataclass(frozen=True)
class Item:
    """One item; all texts but ``title`` and ``unit`` are HTML. What its kind does not need is empty.

    ``kind`` is one of :data:`KINDS`, or code (which only a page can check); ``use`` one of :data:`USES`. ``feedback`` is shown to a
    right answer (to any, of a matching), ``wrong`` to a wrong one. ``images`` holds the bytes of each image by its ``src``; ``due``
    is in UTC.
    """

    id: str
    set: str
    use: str
    kind: str
    title: str
    outcome: str
    points: float
    minutes: float
    prompt: str
    hints: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...] = ()
    key: float = 0.0
    tolerance: float = 0.0
    unit: str = ""
    methods: tuple[tuple[float, str], ...] = ()
    feedback: str = ""
    wrong: str = ""
    words: int = 0
    criteria: tuple[Criterion, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    images: dict[str, bytes] = field(default_factory=dict)
    due: datetime | None = None


def book_title() -> str:
    """The book's title, from ``_config.yml``."""
    return book_files.title(project.current().root)


@project.cached
def set_title(name: str) -> str:
    """A set's title, from its notebook; its name where it has none."""
    return source.checked(name).title if name in source.known_sets() else name


def items(sets: Iterable[str] = (), uses: Iterable[str] = USES) -> list[Item]:
    """Every quiz question and written task of the bank, or those of some sets and uses, by set and in the order of its files.

    Raises:
        InputError: the bank is faulty, a set is not known, or an image is missing or has no alt text.
    """
    known = sorted({one.chapter for one in questions().values()} | {one.set for one in tasks().values()})
    if unknown := [name for name in sets if name not in known]:
        raise InputError(*(Fault("exercises/", "", f"There is no set '{one}'.", nearest(one, known)) for one in unknown))
    made = [*map(_of_question, questions().values()), *map(_of_task, tasks().values())]
    made = [item for item in made if item.use in uses and (not sets or item.set in sets)]
    faults: list[Fault] = []
    made = [_with_images(item, faults) for item in sorted(made, key=lambda item: (item.set, USES.index(item.use)))]
    if faults:
        raise InputError(*faults)
    return made


def block(text: str) -> str:
    """Markdown with roles as HTML, paragraphs and all."""
    return _MARKDOWN.render(plain_roles(text)).strip()


def inline(text: str) -> str:
    """Markdown with roles as HTML within a line."""
    return _MARKDOWN.renderInline(plain_roles(" ".join(text.split())))


def reach(item: Item, value: float) -> float:
    """How far from the number of a wrong method its feedback is given: the tolerance, or less where another method is near."""
    others = [abs(value - other) for other, _ in item.methods if other != value]
    return min([item.tolerance, *(0.49 * distance for distance in others)])


def plain(text: str) -> str:
    """HTML as plain text in one line; an image is its alt text."""
    text = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r"\1", text)
    text = re.sub(r"</?(?:em|strong|code)>", "", text)  # these stand within words, other tags between them
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def relinked(text: str, address: Callable[[str], str]) -> str:
    """HTML in which each image is taken from the address that a target gives it."""
    return SOURCE.sub(lambda found: f"{found[1]}{html.escape(address(html.unescape(found[2])))}{found[3]}", text)


def address(item: Item, src: str) -> str:
    """Where an image of an item stands in an archive."""
    return f"images/{item.set}/{src}"


def images(listed: Iterable[Item]) -> dict[str, bytes]:
    """The images of items by where they stand in an archive."""
    return {address(item, src): content for item in listed for src, content in item.images.items()}


def texts(item: Item) -> list[str]:
    """Every HTML text of an item that students see before or after they answer."""
    listed = [item.prompt, *item.hints, *item.order, item.feedback, item.wrong, *(feedback for _, feedback in item.methods)]
    listed += [text for one in item.options for text in (one.text, one.feedback)]
    return listed + [text for one in item.pairs for text in (one.left, one.right, one.feedback)]


def grouped(quiz: Iterable[Item]) -> list[list[Item]]:
    """Items that can stand for each other: of one set, outcome and number of points."""
    found: dict[tuple[str, str, float], list[Item]] = {}
    for item in quiz:
        found.setdefault((item.set, item.outcome, item.points), []).append(item)
    return list(found.values())


def _of_question(one: Question) -> Item:
    cells = one.cells
    return Item(
        one.id,
        one.chapter,
        one.use,
        one.kind,
        one.id,
        one.outcome,
        one.points,
        one.minutes,
        block(one.prompt),
        tuple(map(inline, one.hints)),
        tuple(Option(inline(o["text"]), bool(o.get("right")), inline(o["feedback"])) for o in cells.get("options", ())),
        tuple(Pair(*(inline(p[name]) for name in ("left", "right", "feedback"))) for p in cells.get("pairs", ())),
        tuple(map(inline, cells.get("items", ()))),
        one.key if one.kind == "numeric" else 0.0,
        cells.get("tolerance", 0.0),
        cells.get("unit", ""),
        tuple((value, inline(feedback)) for value, feedback in one.wrong_methods) if one.kind == "numeric" else (),
        inline(cells.get("feedback", "")),
        inline(cells.get("wrong", "")),
    )


def _of_task(task: WrittenTask) -> Item:
    return Item(
        task.id,
        task.set,
        "written",
        "essay",
        task.title,
        task.outcome,
        task.points,
        task.minutes,
        block(task.prompt),
        words=task.words,
        criteria=tuple(
            Criterion(one.id, inline(one.name), tuple(Level(level.points, inline(level.descriptor)) for level in one.levels))
            for one in task.criteria
        ),
        anchors=tuple(
            Anchor(one.level, block(one.answer), tuple(Mark(m.criterion, m.points, inline(m.why)) for m in one.marks))
            for one in task.anchors
        ),
    )


def _with_images(item: Item, faults: list[Fault]) -> Item:
    """The item with the images that its texts show, from files beside its own."""
    file = "rubrics.yml" if item.use == "written" else "quiz.yml"
    folder, images = project.current().exercises / item.set, {}
    for tag in [tag for text in texts(item) for tag in TAG.findall(text)]:
        attributes = {name: html.unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        path = folder / attributes["src"]
        if not attributes.get("alt", "").strip():
            wrong, fix = f"The image '{attributes['src']}' has no alt text.", "write ![what it shows](file)."
        elif "://" in attributes["src"] or not path.resolve().is_relative_to(folder.resolve()):
            wrong, fix = f"The image '{attributes['src']}' is not in the set's folder.", "copy the file there."
        elif path.suffix.lower() not in IMAGE_TYPES:
            wrong = f"The image '{attributes['src']}' is of a kind that not every system shows."
            fix = f"use {', '.join(IMAGE_TYPES)}."
        elif not path.is_file():
            wrong, fix = f"There is no image '{attributes['src']}' in the set's folder.", "correct the name, or add the file."
        else:
            images[attributes["src"]] = path.read_bytes()
            continue
        faults.append(Fault(f"exercises/{item.set}/{file}", f"question '{item.id}'", wrong, fix))
    return replace(item, images=images)
