"""How a figure is written in a sentence: thousands, units, ranges and dates."""

from __future__ import annotations

import re

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
# Units that are part of the figure in a sentence; all others stand in the sentence itself.
PREFIXED = {"USD billion": ("$", " billion"), "USD million": ("$", " million"), "USD": ("$", "")}
PREFIXED |= {"EUR billion": ("€", " billion")}
SUFFIXED = {"km2": " km²"}


def plain(value: float, decimals: int | None = None) -> str:
    """A number with thousands separated: 67840 becomes 67,840 and 2.40 becomes 2.4."""
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0")


def with_unit(number: str, unit: str | None) -> str:
    """The figure with those units that a sentence writes as a sign: $175 billion, 20%, 4,168 km²."""
    if unit in PREFIXED:
        before, after = PREFIXED[unit]
        return f"{before}{number}{after}"
    if unit and unit.startswith("%"):
        return f"{number}%"
    return number + SUFFIXED.get(unit or "", "")


def unit_words(unit: str | None) -> str:
    """The unit as words after the figure, empty where the figure already bears it as a sign."""
    signed = not unit or unit == "date" or unit.startswith("%") or unit in PREFIXED or unit in SUFFIXED
    return "" if signed else f" {unit}"


def measured(value: float, unit: str | None, decimals: int | None = None) -> str:
    """A figure as a sentence writes it."""
    return with_unit(plain(value, decimals), unit)


def between(low: float, high: float, unit: str | None, decimals: int | None = None) -> str:
    """Both ends of a range: 60,000 to 100,000; 10 to 15%; $107 to 175 billion."""
    first, last = plain(low, decimals), plain(high, decimals)
    if unit in PREFIXED:
        before, after = PREFIXED[unit]
        return f"{before}{first} to {last}{after}"
    return f"{first} to {with_unit(last, unit)}"


def day(iso: str) -> str:
    """An ISO date in words, as exact as it is given: 24 February 2022, October 2025, 2007."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", iso)
    if not match:
        return iso
    year, month, number = match.groups()
    words = [year] if month is None else [MONTHS[int(month) - 1], year]
    return " ".join(words if number is None else [str(int(number)), *words])
