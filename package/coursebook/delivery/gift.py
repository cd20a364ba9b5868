"""GIFT: plain text that Moodle and several other systems import, where nothing better is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from coursebook.delivery import notation
from coursebook.delivery.items import IN_GUIDE, KINDS, Item, Loss, book_title, plain, reach, set_title, texts  # noqa: F401  (targets ask for KINDS)
from coursebook.delivery.written import whole_prompt
from coursebook.exercises.questions import shuffled

SPECIAL = re.compile(r"([~=#{}:\\])")
IN_GENERAL = "it stands in the general feedback"


def losses(item: Item) -> list[Loss]:
    """What GIFT cannot hold of an item."""
    found = []
    if item.points != 1:
        found.append(Loss("points", "points", f"each question counts 1: give it {item.points:g} in the quiz"))
    if item.kind == "ordering":
        found.append(Loss("kind", "ordering without a plug-in", "matching: each step with its place in the order"))
        found.append(Loss("feedback", "feedback to a right and to a wrong order", IN_GENERAL))
    if item.kind == "matching":
        found.append(Loss("feedback", "feedback to a pair", IN_GENERAL))
    if item.kind in ("multiple", "matching", "ordering"):
        found.append(Loss("scoring", "all or nothing", "parts of the answer earn parts of the points"))
    if item.kind == "numeric":
        found.append(Loss("unit", "a unit", "it stands below the prompt"))
    if item.kind == "essay":
        found.append(Loss("rubric", "notes for markers", "the criteria stand as a table below the prompt"))
        found.append(Loss("anchors", "notes for markers", IN_GUIDE))
    if item.hints:
        found.append(Loss("hints", "hints", IN_GENERAL))
    if item.images:
        shown = {"prompt": item.prompt, "options": "".join(texts(item)).replace(item.prompt, "", 1)}
        parts = ["image", *(part for part, text in shown.items() if "<img" in text)]
        found += [Loss(part, "images", "the alt text stands in its place") for part in parts]
    return found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The text: a category for each set and use (``draw`` is for systems with pools, and changes nothing here)."""
    parts = []
    for (name, use), listed in groupby(items, lambda item: (item.set, item.use)):
        path = "/".join(part.replace("/", "//") for part in (book_title(), set_title(name), use))
        parts += [f"$CATEGORY: $course$/top/{path}", *map(_question, listed)]
    return ("\n\n".join(parts) + "\n").encode()


def _text(text: str) -> str:
    """HTML with images by their alt text, and with what GIFT reads as a sign, the end of a line too, marked as text."""
    text = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r"[\1]", text)
    return SPECIAL.sub(r"\\\1", text.strip().replace("->", "-&gt;")).replace("\n", "\\n")


def _question(item: Item) -> str:
    general = [item.feedback] if item.kind in ("matching", "ordering") else []
    general += [item.wrong, *(f"{pair.left} – {pair.right}: {pair.feedback}" for pair in item.pairs)]
    general += [f"Hint: {hint}" for hint in item.hints]
    lines = _answers(item)
    general_feedback = "".join(f"<p>{part}</p>" for part in general if part)
    if general_feedback and item.kind != "essay":
        lines.append(f"####{_text(general_feedback)}")
    answers = "{" + "\n".join(["#" if item.kind == "numeric" else "", *lines]) + ("\n}" if lines else "}")
    return f"// [id:{item.id}] [tag:{item.outcome}]\n::{_text(item.title)}::[html]{_text(whole_prompt(item))}{answers}"


def _answers(item: Item) -> list[str]:
    if item.kind == "single":
        return [f"{'=' if one.is_right else '~'}[html]{_text(one.text)}#{_text(one.feedback)}" for one in item.options]
    if item.kind == "multiple":
        right = sum(one.is_right for one in item.options)
        shares = [100 / right if one.is_right else -100 / (len(item.options) - right) for one in item.options]
        return [
            f"~%{notation.number(round(share, 5))}%[html]{_text(one.text)}#{_text(one.feedback)}"
            for one, share in zip(item.options, shares)
        ]
    if item.kind == "numeric":
        lines = [f"={notation.number(item.key)}:{notation.number(item.tolerance)}#{_text(item.feedback)}"]
        return lines + [
            f"=%0%{notation.number(value)}:{notation.number(reach(item, value))}#{_text(feedback)}"
            for value, feedback in item.methods
        ]
    if item.kind == "matching":
        return [f"=[html]{_text(pair.left)} -> {_text(plain(pair.right))}" for pair in item.pairs]
    places = shuffled(item.order, item.id) if item.order else ()
    return [f"=[html]{_text(item.order[place])} -> {place + 1}" for place in places]
