"""A Common Cartridge, read by a reader written from the specification (IMS Common Cartridge 1.3 and its profile of QTI 1.2)."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.delivery import items, targets
from coursebook.delivery.cartridge.package import accepted
from coursebook.exercises.questions import outcomes
from lxml import etree, html

from tests.delivery.readers import QTI, Read, _parsed
from tests.delivery.test_targets import PICTURE, bank, differing, of_bank, shape, with_image  # noqa: F401

C = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
VARIANT = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2}variant"
ASSIGNMENT = "{http://www.imsglobal.org/xsd/imscc_extensions/assignment}"
LINK = "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}"
QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"
TYPES = ("webcontent", "imswl_xmlv1p3", "assignment_xmlv1p0", QUIZ)
PROFILES = {"cc.multiple_choice.v0p1": "single", "cc.multiple_response.v0p1": "multiple", "cc.fib.v0p1": "numeric"}
# All that the profile lets an item hold; numbers are not compared.
OF_ITEM = """item itemmetadata qtimetadata qtimetadatafield fieldlabel fieldentry presentation material mattext response_lid response_str
render_choice render_fib response_label resprocessing outcomes decvar respcondition conditionvar varequal other and or not setvar
displayfeedback itemfeedback flow_mat""".split()
FIELDS = ("cc_profile", "cc_weighting")


def read_cartridge(content: bytes) -> tuple[dict[str, Read], list[list[str]], dict[str, str]]:
    """Items by id, the table of contents as titles of each module, and the addresses of links by title."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = _parsed(archive.read("imsmanifest.xml"))
    assert [manifest.findtext(f"{C}metadata/{C}{name}") for name in ("schema", "schemaversion")] == [
        "IMS Common Cartridge",
        "1.3.0",
    ]
    idents = [one.get("identifier") for one in manifest.iter() if one.get("identifier")]
    assert len(idents) == len(set(idents)) and all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in idents)
    resources = {one.get("identifier"): one for one in manifest.iter(f"{C}resource")}
    listed = [one.get("href") for one in manifest.iter(f"{C}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(archive.namelist())
    assert all(one.get("identifierref") in resources for one in manifest.iter() if one.get("identifierref"))
    (organization,) = manifest.iter(f"{C}organization")
    (root,) = organization
    assert organization.get("structure") == "rooted-hierarchy" and root.find(f"{C}title") is None
    modules = [[one.text for one in module.iter(f"{C}title")] for module in root]
    found: dict[str, Read] = {}
    links = {}
    shown = {one.get("identifierref") for one in manifest.iter(f"{C}item")}
    for ident, resource in resources.items():
        kind, href = resource.get("type"), resource.find(f"{C}file").get("href")
        assert kind in TYPES and (kind != "webcontent" or resource.get("href") == href)
        if kind == QUIZ:
            assert ident in shown
            found |= _quiz(_parsed(archive.read(href)))
        elif kind == "imswl_xmlv1p3":
            link = _parsed(archive.read(href))
            links[link.findtext(f"{LINK}title")] = link.find(f"{LINK}url").get("href")
        elif kind == "assignment_xmlv1p0":
            # It is reached through the page of which it is the better variant; what students read is the same.
            (page,) = [one for one in resources.values() if ident in [v.get("identifierref") for v in one.iter(VARIANT)]]
            assert page.get("identifier") in shown and ident not in shown
            read = _assignment(_parsed(archive.read(href)))
            body = html.document_fromstring(archive.read(page.get("href"))).body
            assert " ".join(body.text_content().split()).endswith(" ".join(html.fromstring(read.prompt).text_content().split()))
            found[read.id] = read
        for read in found.values():
            read.images |= {name: archive.read(name) for name in listed if f"$IMS-CC-FILEBASE$/{name}" in read.prompt}
    return found, modules, links


def _assignment(root: etree._Element) -> Read:
    order = [one.tag.removeprefix(ASSIGNMENT) for one in root]
    assert order == ["title", "text", "instructor_text", "gradable", "submission_formats"]
    gradable = root.find(f"{ASSIGNMENT}gradable")
    assert gradable.text == "true" and root.find(f"{ASSIGNMENT}text").get("texttype") == "text/html"
    id, text = root.get("identifier").removeprefix("task-"), root.findtext(f"{ASSIGNMENT}text")
    return Read(id, "essay", text, float(gradable.get("points_possible")))


def _quiz(root: etree._Element) -> dict[str, Read]:
    (assessment,) = root
    (section,) = assessment.findall(f"{QTI}section")
    assert set(one.tag for one in section) == {f"{QTI}item"}
    found = [_item(one) for one in section]
    return {read.id: read for read in found}


def _item(item: etree._Element) -> Read:
    assert {one.tag.removeprefix(QTI) for one in item.iter()} <= set(OF_ITEM)
    fields = {one.findtext(f"{QTI}fieldlabel"): one.findtext(f"{QTI}fieldentry") for one in item.iter(f"{QTI}qtimetadatafield")}
    assert tuple(fields) == FIELDS
    kind, presentation = PROFILES[fields["cc_profile"]], item.find(f"{QTI}presentation")

    def text(node):
        return node.findtext(f".//{QTI}mattext")

    feedback = {one.get("ident"): text(one) for one in item.iter(f"{QTI}itemfeedback")}
    read = Read(item.get("title"), kind, text(presentation.find(f"{QTI}material")), float(fields["cc_weighting"]))
    conditions = item.findall(f"{QTI}resprocessing/{QTI}respcondition")
    best = [one for one in conditions if one.find(f"{QTI}setvar") is not None]
    assert all(one.findtext(f"{QTI}setvar") == "100" for one in best)
    rights = [{shown.get("linkrefid") for shown in one.iter(f"{QTI}displayfeedback")} for one in best]
    said = {}
    for one in conditions:
        (variable,) = one.find(f"{QTI}conditionvar")
        for shown in one.iter(f"{QTI}displayfeedback") if one not in best else ():
            said[variable.text if variable.tag == f"{QTI}varequal" else "other"] = feedback.pop(shown.get("linkrefid"), "")
    read.right, read.wrong = feedback.pop("correct_fb", ""), said.get("other", "")
    assert not feedback and all(bool(read.right) == ("correct_fb" in shown) for shown in rights)
    if kind == "numeric":
        (response,) = presentation.findall(f"{QTI}response_str")
        texts = [one.text for condition in best for one in condition.iter(f"{QTI}varequal")]
        values = {float(one.replace(",", "")) for one in texts}
        exact = max(values, key=lambda one: len(f"{one:.12g}".rstrip("0")))
        read.numbers = [(exact, 0.0, 1, "")]
        assert response.get("rcardinality") == "Single" and len(texts) == len(best) == len(set(texts))
    else:
        (response,) = presentation.findall(f"{QTI}response_lid")
        assert response.get("rcardinality") == ("Single" if kind == "single" else "Multiple")
        right = {one.text for one in best[0].iter(f"{QTI}varequal") if one.getparent().tag != f"{QTI}not"}
        labels = {one.get("ident"): text(one) for one in response.iter(f"{QTI}response_label")}
        assert len(best) == 1 and right <= labels.keys()
        read.options = [(shown, float(id in right), said.get(id, "")) for id, shown in labels.items()]
    read.kind = f"{kind}, page" if kind != "essay" else kind
    return read


def test_every_item_that_a_cartridge_takes_arrives_or_the_certificate_says_in_what_not(bank, tmp_path, capsys):  # noqa: F811
    assert main(["deliver", "cartridge", "--out", str(tmp_path / "term.imscc")]) == 0
    read, modules, links = read_cartridge((tmp_path / "term.imscc").read_bytes())
    taken = {id: item for id, item in bank.items() if item.kind not in ("matching", "ordering")}
    assert f"{len(taken)} of {len(items.items())} items" in capsys.readouterr().out and len(taken) > 100
    assert differing("cartridge", read, taken) == []
    # What has another place than in the bank is still there.
    for id, item in taken.items():
        options = [one for option in read[id].options for one in (option[0], option[2])]
        whole = " ".join(shape(" ".join([read[id].prompt, read[id].right, read[id].wrong, *options])))
        assert all(" ".join(shape(text)) in whole for text in items.texts(item)), id
    certificate = (tmp_path / "term.losses.csv").read_text(encoding="utf-8")
    for id in bank.keys() - taken.keys():
        assert f"{id},{bank[id].kind},cartridge,item,items of the kind {bank[id].kind},left out" in certificate
    sets = {item.set for item in bank.values()}
    assert [module[0] for module in modules] == [items.set_title(name) for name in sorted(sets)] and not links
    assert all(module[1] == "What you will learn" and len(module) >= 4 for module in modules)


@pytest.mark.parametrize(
    ("kind", "part", "loss"),
    [
        ("single", "options", lambda item: {"options": item.options[:-1]}),
        (
            "multiple",
            "feedback",
            lambda item: {"options": tuple(dataclasses.replace(one, feedback="") for one in item.options)},
        ),
        ("numeric", "key", lambda item: {"key": item.key * 1.2}),
        ("essay", "points", lambda item: {"points": item.points + 1}),
        ("essay", "prompt", lambda item: {"prompt": "<p>Write.</p>"}),
    ],
)
def test_a_planted_loss_is_found(bank, kind, part, loss):  # noqa: F811
    item = next(one for one in bank.values() if one.kind == kind)
    altered = dataclasses.replace(item, **loss(item))
    read, _, _ = read_cartridge(targets.WRITERS["cartridge"].write([altered]))
    assert (item.id, part) in differing("cartridge", read, {item.id: item})


def test_a_module_has_its_outcomes_its_chapter_and_its_images(with_image, monkeypatch, tmp_path):  # noqa: F811
    (item,) = with_image().values()
    book = tmp_path / "root"
    (book / "chapters").mkdir(parents=True)
    (book / "chapters" / "small.md").touch()
    (book / "_config.yml").write_text('title: Small\nhtml: {baseurl: "https://example.org/book/"}\n')
    monkeypatch.setattr(project.current(), "root", book)
    content = targets.WRITERS["cartridge"].write([item])
    read, modules, links = read_cartridge(content)
    assert links == {"small": "https://example.org/book/chapters/small.html"}
    assert modules == [["small", "What you will learn", "The chapter", "small, graded questions"]]
    assert list(read["q-chart"].images.values()) == [PICTURE] and of_bank(item)["image"]
    page = zipfile.ZipFile(io.BytesIO(content)).read("pages/small.html").decode()
    assert outcomes()["small"]["s-1"] in page


def test_a_number_may_be_rounded_as_far_as_its_tolerance_allows():
    assert accepted(1766.0, 50) == ["1766", "1,766", "1770", "1,770", "1800", "1,800"]
    assert accepted(28.0, 0.3) == ["28"]
    assert {"1.83", "1.8", "1.835"} < set(accepted(1.8345454, 0.05)) and "2" not in accepted(1.8345454, 0.05)


def test_drawing_is_refused(tmp_path, capsys):
    assert main(["deliver", "cartridge", "--out", str(tmp_path / "x.imscc"), "--draw"]) == 1
    assert "--draw: A cartridge cannot let students draw questions. Fix: leave it out." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
