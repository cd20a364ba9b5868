"""QTI 3.0: the items and tests of QTI 2.1 under the names and in the frame that version 3.0 gives them.

Version 3.0 took over the interactions and the response processing of 2.1 as they were; what differs is said here: elements and
attributes are spelt ``qti-base-value base-type=…``, HTML keeps its names, and rich text of feedback and rubrics has a body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import defs

from coursebook.delivery import notation
from coursebook.delivery.items import Item
from coursebook.delivery.qti import qti21
from coursebook.delivery.qti.qti21 import KINDS, losses  # noqa: F401  (what it takes and loses is the same)

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
BODY = ("modal-feedback", "rubric-block")
CAPITAL = re.compile(r"[A-Z]")


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The package: a file for each item, a test for each set and use; with ``draw``, sections that select one of a group."""
    return qti21.package(items, draw, VERSION)


def _document(root: etree._Element, indented: bool = True) -> bytes:
    return notation.document(_renamed(root), indented)


def _renamed(node: etree._Element) -> etree._Element:
    """The element in version 3.0, with all that is in it."""
    name = etree.QName(node).localname
    is_html = name in defs.tags
    spelt = name if is_html else f"qti-{_spelt(name)}"
    attributes = {key if is_html else _spelt(key): value for key, value in node.attrib.items()}
    made = etree.Element(f"{{{QTI}}}{spelt}", attributes, nsmap={None: QTI})
    if name == "rubricBlock":
        made.set("use", "scoring")
    within = etree.SubElement(made, f"{{{QTI}}}qti-content-body") if spelt.removeprefix("qti-") in BODY else made
    within.text = node.text
    for child in node:
        within.append(_renamed(child))
        within[-1].tail = child.tail
    return made


def _spelt(name: str) -> str:
    return CAPITAL.sub(lambda letter: f"-{letter[0].lower()}", name)


VERSION = qti21.Version("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0", "xmlv3p0", _document)
