"""What WeasyPrint's tags lack for PDF/UA-1, and the labels of pages; done on the objects of the PDF before it is written."""

from __future__ import annotations

from typing import Any

import pydyf

from coursebook.publish.print.document import OPENING


def finish(document: Any, pdf: Any) -> None:
    """Mend the tags of a PDF; WeasyPrint calls it as its finisher."""
    known = {one.reference: one for one in pdf.objects if isinstance(one, dict)}
    _one_annotation_a_link(pdf, known)
    _one_body_a_list_item(pdf, known)
    _page_labels(document, pdf)


def _one_annotation_a_link(pdf: Any, known: dict[bytes, Any]) -> None:
    """Take away the annotations that WeasyPrint gives to each element within a link, in addition to the link's own.

    PDF/UA-1 (7.18.5) wants every link annotation in an element tagged as Link; a screen reader would tell the link twice.
    """

    def is_in_link(element) -> bool:
        while above := known.get(element.get("P")):
            if above.get("S") == "/Link":
                return True
            element = above
        return False

    doubled = set()
    for element in known.values():
        if element.get("Type") != "/StructElem" or element["S"] == "/Link":
            continue
        for kid in [kid for kid in element["K"] if known.get(kid, {}).get("Type") == "/OBJR"]:
            annotation = known[kid]["Obj"]
            if known[annotation]["Subtype"] != "/Link":
                continue
            if is_in_link(element):
                element["K"].remove(kid)
                doubled.add(annotation)
            else:
                element["S"] = "/Link"
    numbers = {known[annotation]["StructParent"] for annotation in doubled}
    tree = known[known[pdf.catalog["StructTreeRoot"]]["ParentTree"]]
    pairs = zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True)
    tree["Nums"][:] = [part for number, content in pairs if number not in numbers for part in (number, content)]
    for page in known.values():
        if page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"][:] = [annotation for annotation in page["Annots"] if annotation not in doubled]
    # Emptied, not freed: in a file whose objects are compressed, pydyf counts those that are free, and readers that go by
    # its count (PDFium, in Chrome and on Android) then find other objects than those that are meant.
    for annotation in doubled:
        known[annotation].clear()


def _one_body_a_list_item(pdf: Any, known: dict[bytes, Any]) -> None:
    """Put what stands in a list item beside its bullet into a body: PDF/UA-1 (7.6) allows a label and a body alone."""
    for item in [one for one in known.values() if one.get("Type") == "/StructElem" and one["S"] == "/LI"]:
        loose = [kid for kid in item["K"] if kid in known and known[kid].get("S") not in ("/Lbl", "/LBody")]
        if loose:
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(loose), "Pg": item["Pg"], "P": item.reference}
            )
            pdf.add_object(body)
            for kid in loose:
                known[kid]["P"] = body.reference
            item["K"][:] = [kid for kid in item["K"] if kid not in loose] + [body.reference]


def _page_labels(document: Any, pdf: Any) -> None:
    """Number the pages before the text in roman numerals in a reader's list of pages, as they are printed."""
    front = next(place for place, page in enumerate(document.pages) if OPENING in page.anchors)
    labels = [0, pydyf.Dictionary({"S": "/r"}), front, pydyf.Dictionary({"S": "/D"})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(labels)})
