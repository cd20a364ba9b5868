"""XML documents and numbers as course systems read them."""

from __future__ import annotations

import math
from decimal import Decimal

from lxml import etree


def document(root: etree._Element, indented: bool = True) -> bytes:
    """An XML document in UTF-8 with its declaration; one with text among its elements is not ``indented``."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=indented)


def decimal(number: float) -> Decimal:
    """A number with ten digits, which no system rounds and no tolerance notices, without an exponent."""
    return Decimal(f"{Decimal(f'{number:.10g}'):f}")


def number(value: float | Decimal) -> str:
    """A number as systems read it: no exponent, no needless zeros."""
    text = f"{decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: float, tolerance: float) -> str:
    """A number as a reader writes it, with as many decimals as its tolerance needs."""
    places = max(0, 1 - math.floor(math.log10(tolerance)))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
