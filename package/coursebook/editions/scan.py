"""Looks for answers in a folder: runs of their words, and keys beside the id of their question.

An answer is taken as found where sixteen of its words stand in a row, or, if it is shorter, nearly all of it. Measured
on a bank of several hundred questions, what answers share with pages by chance has at most fifteen words in a row, and
three fifths of a short text. What students have anyway does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coursebook.editions.answers import Answer, Key
from coursebook.editions.words import bare, files, versions

# A run of so many words is looked for; so many in a row, or such a share of all runs of a text, are a finding.
RUN, FOUND, SHARE = 6, 16, 0.9
FEWEST = 8  # words; a shorter text may stand anywhere
NEAR = 60  # words between a question's id and its key
Run = tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """An answer that stands in a file."""

    kind: str
    place: str
    file: str
    words: str

    def __str__(self) -> str:
        return f"{self.file} holds a {self.kind} ({self.place}): “{self.words}”"


def runs(words: list[str]) -> list[Run]:
    """Every run of a text, in its order."""
    return list(zip(*(words[start:] for start in range(RUN))))


class Search:
    """What is looked for, made once for a scan."""

    def __init__(self, answers: Iterable[Answer], keys: Iterable[Key], public: Iterable[str]):
        known: set[Run] = {run for text in public for version in versions(text) for run in runs(bare(version))}
        self._texts: list[tuple[Answer, list[Run]]] = []
        self._where: dict[Run, list[int]] = {}
        for answer in answers:
            words = bare(answer.text)
            own = [run for run in runs(words) if run not in known]
            if len(words) < FEWEST or not own:
                continue
            for run in set(own):
                self._where.setdefault(run, []).append(len(self._texts))
            self._texts.append((answer, own))
        self._keys = [
            (key, " ".join(["", *bare(key.question), ""]), [words for text in key.answers if (words := bare(text))])
            for key in keys
        ]

    def findings(self, folder: Path) -> list[Finding]:
        """Every answer in a folder's files, one for each text and file."""
        return [finding for name, text in files(folder) for finding in self.in_text(name, text)]

    def in_text(self, name: str, text: str) -> list[Finding]:
        """Every answer in one text."""
        found = [finding for version in versions(text) for finding in self._in_words(name, bare(version))]
        return list({(one.kind, one.place): one for one in found}.values())

    def _in_words(self, name: str, words: list[str]) -> Iterator[Finding]:
        there = self._where.keys() & set(runs(words))
        for place in sorted({place for run in there for place in self._where[run]}):
            answer, own = self._texts[place]
            if said := _said(own, there):
                yield Finding(answer.kind, answer.place, name, said)
        text = f" {' '.join(words)} "
        for key, id, listed in self._keys:
            if (said := _near(text, id, listed)) is not None:
                yield Finding("key", f"question '{key.question}'", name, said)


def _said(own: list[Run], there: Iterable[Run]) -> str:
    """Words of an answer that stand in a text, if they are enough to give it away."""
    best: list[Run] = []
    now: list[Run] = []
    for run in own:
        # What is public was taken out of the middle of a text: the run goes on behind it.
        now = [*now, run] if run in there else []
        best = now if len(now) > len(best) else best
    share = len({run for run in own if run in there}) / len(set(own))
    if len(best) + RUN - 1 < FOUND and share < SHARE:
        return ""
    return " ".join((*best[0], *(run[-1] for run in best[1:7])))


def _near(text: str, id: str, listed: list[list[str]]) -> str | None:
    """The words around a question's id, if a key stands there too."""
    at = text.find(id)
    while at >= 0:
        before, after = text[:at].split()[-NEAR:] if at else [], text[at + len(id) :].split(maxsplit=NEAR)[:NEAR]
        around = f" {' '.join(before)} | {' '.join(after)} "
        if any(f" {' '.join(words)} " in around for words in listed):
            return f"{id.strip()} … {next(key for key in map(' '.join, listed) if f' {key} ' in around)}"
        at = text.find(id, at + 1)
    return None
