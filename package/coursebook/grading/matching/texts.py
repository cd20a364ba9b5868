"""What a student wrote, told from the lines of the release."""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from coursebook.grading.matching.parsing import parsed
from coursebook.grading.matching.slots import TELLING, Slot

_SHOWS = {"print", "display", "Markdown", "HTML", "Latex"}
SENTENCE = 6  # plain words from which a text in code is something that was written to be read
PARAGRAPH = 12  # those from which a text that a function is given is more than the label of a chart
# Letters of scripts that set no blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
# What shows a text or a picture that stands in a file.
_FROM_A_FILE = re.compile(r"\b(?:Image|IFrame|FileLink|open|read_text)\(|\bfilename=")


class ReleaseLines:
    """The lines of a release, to tell what a student wrote from what was handed out."""

    def __init__(self, release: Sequence[Slot]):
        self._owner: dict[str, str] = {}  # key of a line -> the slot that has it, "" if several have
        self._code: set[str] = set()
        for slot in release:
            for line in slot.given.splitlines():
                if slot.kind == "code":
                    # The first line of a template stays in the answer: it is the student's.
                    self._code |= set() if slot.is_students and line.startswith("def ") else {line.strip()}
                elif key := _key(line):
                    owner = self._owner.setdefault(key, slot.id)
                    if owner != slot.id or len(key) < TELLING or slot.is_students:
                        self._owner[key] = ""

    def is_code(self, source: str) -> bool:
        """Whether a code cell holds no line but the release's, as the half of a split test cell."""
        return all(line.strip() in self._code or not line.strip() for line in source.splitlines())

    def is_text(self, source: str) -> bool:
        """Whether a cell holds lines of the release, and no word that is not the release's."""
        keys = [key for key in map(_key, source.splitlines()) if key]
        return bool(keys) and all(key in self._owner for key in keys)

    def pieces(self, source: str, above: str, own: str = "") -> Iterator[tuple[str, str]]:
        """(slot id, text): the student's text below each slot whose lines stand in ``source``.

        What stands before the first of them is below ``above``. In a cell of the release (``own`` is its id) it is the
        student's word for that cell if nothing is left of it, and else nobody's for certain ("").
        """
        lines: list[tuple[str, bool]] = []
        owners = [self._owner.get(_key(line)) for line in source.splitlines()]
        if own:
            above = "" if own in owners else own
        for line, owner in zip(source.splitlines(), owners):
            key = _key(line)
            if owner and owner != above:
                yield above, _own_text(lines)
                above, lines = owner, []
            lines.append((line, owner is not None or not key))
        yield above, _own_text(lines)


@functools.lru_cache(4)
def release_lines(release: tuple[Slot, ...]) -> ReleaseLines:
    """The lines of a release, which is that of many submissions."""
    return ReleaseLines(release)


def _own_text(lines: list[tuple[str, bool]]) -> str:
    """The lines without the release's own at the beginning and the end; one quoted in between stays."""
    own = [place for place, (_, is_known) in enumerate(lines) if not is_known]
    return "\n".join(line for line, _ in lines[own[0] : own[-1] + 1]).strip() if own else ""


def _key(line: str) -> str:
    """Letters and digits of a line, since editors change marks, blanks and quotes."""
    return "".join(letter for letter in line.casefold() if letter.isalnum())


def is_said(source: str) -> bool:
    """Whether code does nothing but say sentences, as ``print("…")``, ``display(Markdown("…"))`` or ``answer = "…"`` do."""
    tree = parsed(source)
    said = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))] if tree else []
    values = [node.value for node in said if isinstance(node, (ast.Expr, ast.Assign))]
    texts = (
        [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if tree
        else []
    )
    return _plain_words(" ".join(texts)) >= SENTENCE and len(values) == len(said) and all(map(_says, values))


def _says(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return bool(node.args) and all(isinstance(one, ast.Name) or _says(one) for one in node.args)
    if isinstance(node, (ast.List, ast.Tuple)):
        return all(map(_says, node.elts))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def holds_sentences(source: str) -> bool:
    """Whether code holds six words or more that were written to be read: a list of sentences, or an essay above a line of code.

    They stand in a comment, in a file that is shown, or in a text that no function is given but those that show it; the label of
    a chart is none.
    """
    comments = [line.strip("# \t") for line in source.splitlines() if line.lstrip().startswith("#")]
    texts, todo = [" ".join(comments)], [parsed(source)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in _SHOWS:
            given = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            texts += [text for text in given if _plain_words(text) >= PARAGRAPH]
        elif node is not None:
            todo += ast.iter_child_nodes(node)
    words = [_plain_words(text) for text in texts if len(text.split()) > 2 or _UNSPACED.search(text)]
    return sum(words) >= SENTENCE or bool(_FROM_A_FILE.search(source))


def is_text(source: str) -> bool:
    """Whether a code cell holds words and no code: an essay typed into the wrong kind of cell, or a comment."""
    tree = parsed(source)
    if tree is not None:
        said = [node.value if isinstance(node, ast.Expr) else None for node in tree.body]
        return all(
            (isinstance(one, ast.Constant) and isinstance(one.value, str))
            or (isinstance(one, ast.Name) and _UNSPACED.search(one.id))  # a sentence of such letters may be a name
            for one in said
        )
    words = source.split()
    plain = sum(_is_word(word.strip(".,;:!?()\"'“”’-–—।،؛؟")) for word in words)
    return (len(words) >= 3 and plain >= 0.8 * len(words)) or 2 * len(_UNSPACED.findall(source)) > len(source)


def _plain_words(text: str) -> int:
    """How many words a text has; where no blanks are set between words, two letters count as one."""
    return sum(map(_is_word, text.split())) + len(_UNSPACED.findall(text)) // 2


def _is_word(word: str) -> bool:
    """Whether it is of letters, and of the signs above and below them that many scripts have."""
    return word.isalpha() or (bool(word) and all(unicodedata.category(letter)[0] in "LM" for letter in word))
