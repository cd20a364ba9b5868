"""How a figure is written in a sentence: thousands, units, ranges and dates."""

from __future__ import annotations

import datetime
import functools
import re

from coursebook import language
from coursebook.language import gettext as _
from coursebook.language import noted as N_

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Units that are part of the figure in a sentence; all others stand in the sentence itself.
SIGNED = {
    "USD billion": N_("${figure} billion"),
    "USD million": N_("${figure} million"),
    "USD": N_("${figure}"),
    "EUR billion": N_("€{figure} billion"),
    "km2": N_("{figure} km²"),
}
PERCENT = N_("{figure}%")


def plain(value: float, decimals: int | None = None) -> str:
    """A number with thousands separated: 67840 becomes 67,840 and 2.40 becomes 2.4; as the language writes it."""
    if language.current() != language.SOURCE:
        fixed = "0" * decimals if decimals is not None else "###"
        return _decimal(float(value), f"#,##0.{fixed}" if fixed else "#,##0", language.current())
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0")


@functools.lru_cache(maxsize=10_000)
def _decimal(value: float, pattern: str, code: str) -> str:
    # Figures say the same numbers over and over, and Babel reads its pattern anew for each.
    from babel.numbers import format_decimal

    return format_decimal(value, pattern, locale=code)


def with_unit(number: str, unit: str | None) -> str:
    """The figure with those units that a sentence writes as a sign: $175 billion, 20%, 4,168 km²."""
    pattern = PERCENT if unit and unit.startswith("%") else SIGNED.get(unit or "", "")
    return _(pattern).format(figure=number) if pattern else number


def unit_words(unit: str | None) -> str:
    """The unit as words after the figure, empty where the figure already bears it as a sign."""
    signed = not unit or unit == "date" or unit.startswith("%") or unit in SIGNED
    return "" if signed else f" {unit}"


def measured(value: float, unit: str | None, decimals: int | None = None) -> str:
    """A figure as a sentence writes it."""
    return with_unit(plain(value, decimals), unit)


def between(low: float, high: float, unit: str | None, decimals: int | None = None) -> str:
    """Both ends of a range: 60,000 to 100,000; 10 to 15%; $107 to 175 billion."""
    ends = _("{low} to {high}").format(low=plain(low, decimals), high=plain(high, decimals))
    return with_unit(ends, unit)


def day(date: str | datetime.date) -> str:
    """A date in words: 24 February 2022; one in ISO's form as exact as it is given: October 2025, 2007."""
    iso = date if isinstance(date, str) else f"{date:%Y-%m-%d}"
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", iso)
    if not match:
        return iso
    year, month, number = match.groups()
    if month and language.current() != language.SOURCE:
        from babel.dates import format_date

        first = datetime.date(int(year), int(month), int(number or 1))
        return format_date(first, "d MMMM y" if number else "LLLL y", locale=language.current())
    words = [year] if month is None else [MONTHS[int(month) - 1], year]
    return " ".join(words if number is None else [str(int(number)), *words])


def localised(figure: str) -> str:
    """A figure already rounded, with the language's own decimal sign."""
    if language.current() == language.SOURCE:
        return figure
    from babel.numbers import get_decimal_symbol

    return figure.replace(".", get_decimal_symbol(language.current()))


def short_months(text: str) -> str:
    """A date's words on an axis, such as “Jul”, in the language spoken now."""
    if language.current() == language.SOURCE:
        return text
    from babel.dates import get_month_names

    names = get_month_names("abbreviated", "stand-alone", language.current())
    numbers = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
    return re.sub(r"\b[A-Z][a-z]{2}\b", lambda match: names[numbers[match[0]]] if match[0] in numbers else match[0], text)


def month(year: int, number: int) -> str:
    """A month in words: October 2025."""
    return day(f"{year}-{number:02}")
