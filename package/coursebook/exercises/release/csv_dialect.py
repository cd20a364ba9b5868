"""The text of a CSV file as programs write it: its encoding, where its head begins, and what parts its columns."""

from __future__ import annotations

import itertools
import re

from coursebook.exercises.release import roster_columns
from coursebook.faults import Fault, InputError

# Three letters in a row that only another alphabet has: a word of Cyrillic or Greek in its own encoding.
OTHER_ALPHABET = re.compile(rb"[\xc0-\xff]{3}")
# A capital with an accent amid small letters: "MŸller" is Müller in Mac Roman.
MID_WORD = re.compile(r"[a-zß-ÿ][À-ÞŒŠŽŸ]|[A-Z][À-ÞŒŠŽŸ][a-zß-ÿ]")
DELIMITERS = ",;\t|"
MOST_ABOVE = 10  # lines above the table, such as its title
# Marks of direction, width and hyphenation, which come along when text is copied, and the end of a file of DOS.
UNSEEN = dict.fromkeys([0x1A, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
NOTE = re.compile(r'"?sep=(.)"?')
WESTERN = "cp1252"
# What stands at the beginning of a file that is no CSV, in words.
OTHER_KINDS = {
    b"PK\x03\x04": "a workbook of Excel",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel",
    b"%PDF": "a PDF",
    b"<": "a web page or XML, whatever its name says",
    b"{": "JSON",
    b"[": "JSON",
}


def head_of(text: str) -> tuple[int, str]:
    """Where the header begins, and what parts the columns.

    It is the first of the first lines that has a column which can name a student; else the first that says anything.
    """
    usual: tuple[int, str] | None = None
    noted = ""
    for line in itertools.islice(re.finditer(r"[^\r\n]+", text), MOST_ABOVE):
        words = line[0].strip(" \ufeff")
        if note := NOTE.fullmatch(words):
            noted = note[1]
            continue
        bare = re.sub(r'"[^"]*"', "", words)
        delimiter = noted or max(DELIMITERS, key=bare.count)
        begins = line.start() + (len(line[0]) - len(line[0].lstrip("\ufeff")))
        usual = usual or (begins, delimiter)
        cells = [cell.strip(' "') for cell in words.split(delimiter)]
        is_whole = words.count('"') % 2 == 0
        if is_whole and set(roster_columns.known_names(cells)) & set(roster_columns.IDS):
            return begins, delimiter
    return usual or (0, DELIMITERS[0])


def decode(content: bytes, file: str) -> tuple[str, str]:
    """The text as it stands, a byte order mark and line ends included, and the codec that makes the same bytes of it.

    Raises:
        InputError: it is a workbook or of another kind, holds a zero byte, or its encoding is not certain.
    """
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind := next((kind for sign, kind in OTHER_KINDS.items() if begins.startswith(sign)), ""):
        if b"opendocument" in content[:200]:
            kind = "a workbook of LibreOffice"
        raise InputError(Fault(file, "", f"This is {kind}.", "save it as CSV UTF-8, or export it as CSV."))
    zeros = content[:2000].count(0)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-le" if content[:1] == b"\xff" else "utf-16-be"
    elif zeros and zeros > len(content[:2000]) // 3:
        codec = "utf-16-be" if content[0] == 0 else "utf-16-le"
    else:
        codec = "utf-8"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        text, codec = _western(content, error, codec, file), WESTERN
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(Fault(file, f"line {line}", "It holds a zero byte, so it is no CSV.", "export it anew as CSV."))
    return text, codec


def _western(content: bytes, error: UnicodeDecodeError, encoding: str, file: str) -> str:
    """The text in Windows-1252; refused where it may as well be another alphabet's encoding."""
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        text = ""
    strange = [letter for letter in text if ord(letter) > 127 and not (letter.isalpha() or letter in "’‘“”–—…´°\xa0")]
    if encoding != "utf-8" or not text or strange or OTHER_ALPHABET.search(content) or MID_WORD.search(text):
        line = content.count(b"\n", 0, error.start) + 1
        said = f"It is not {'UTF-8' if encoding == 'utf-8' else 'whole UTF-16'}."
        raise InputError(Fault(file, f"line {line}", said, "save it as CSV UTF-8 (in Excel: CSV UTF-8).")) from None
    return text
