"""The reading level of a page: the Flesch–Kincaid grade of its prose.

Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 words a sentence + 11.8 syllables a word − 15.59. The libraries
that compute it fetch a dictionary when they first run, so syllables are counted here by their vowels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# Prose stands in these; everything else on a page is a list, a table, code or a control.
PROSE = {"p", "dd"}
LEFT_OUT = {"pre", "script", "style", "svg", "table", "form", "nav", "button", "figure", "sup"}
SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[’'-][A-Za-zÀ-ÿ]+)*")
VOWELS = re.compile(r"[aeiouyà-ÿ]+")
# Endings that are written with a vowel and spoken without one.
SILENT = re.compile(r"(?:[^laeiouy]e|[^dt]ed|[^cgsxzh]es)$")


@dataclass(frozen=True)
class Level:
    """The measure of a text and the sentences that raise it most."""

    grade: float
    words: int
    longest: tuple[str, ...]


class _Prose(HTMLParser):
    """The paragraphs of an article, without what is not read as sentences."""

    def __init__(self):
        super().__init__()
        self.paragraphs: list[str] = []
        self._inside, self._out = 0, 0

    def handle_starttag(self, tag, attrs):
        if tag in LEFT_OUT:
            self._out += 1
        elif tag in PROSE and not self._out:
            self._inside += 1
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        if tag in LEFT_OUT:
            self._out -= 1
        elif tag in PROSE and self._inside and not self._out:
            self._inside -= 1

    def handle_data(self, data):
        if self._inside and not self._out:
            self.paragraphs[-1] += data


def syllables(word: str) -> int:
    """Spoken syllables of an English word, by its groups of vowels."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    return max(1, count - (1 if count > 1 and SILENT.search(word) else 0))


def level(page: str) -> Level:
    """The reading level of the article on a page.

    Args:
        page: the page's HTML.
    """
    article = re.search(r"<article.*?</article>", page, re.S)
    prose = _Prose()
    prose.feed(article[0] if article else page)
    # Sources in brackets are not read aloud.
    texts = [re.sub(r"\s+", " ", re.sub(r"\[[^\]]*\d{4}[^\]]*\]", "", text)).strip() for text in prose.paragraphs]
    sentences = [sentence for text in texts for sentence in SENTENCE.split(text) if WORD.search(sentence)]
    words = [WORD.findall(sentence) for sentence in sentences]
    count = sum(map(len, words))
    spoken = sum(syllables(part) for found in words for word in found for part in re.split("[-]", word) if part)
    grade = 0.39 * count / len(sentences) + 11.8 * spoken / count - 15.59 if count else 0.0
    longest = sorted(sentences, key=lambda sentence: -len(WORD.findall(sentence)))[:5]
    return Level(round(grade, 1), count, tuple(longest))
