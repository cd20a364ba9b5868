"""Readers of what is delivered, written from the importers of the systems and the specifications, not from our writers.

Canvas: ``lib/cc/qti`` and ``qti_exporter`` of canvas-lms (ids are numbers, the margin of a number is its upper bound less
the exact answer, feedback to a pair is shown on a wrong match). Moodle: ``question/format/xml/format.php`` and
``qtype_ordering``. What a system would not read is not read here either; what it would refuse is an ``AssertionError``.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath

from lxml import etree, html

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
CANVAS = "{http://canvas.instructure.com/xsd/cccv1p0}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


@dataclass
class Read:
    """One question as a system holds it after the import; texts are HTML."""

    id: str
    kind: str
    prompt: str
    points: float
    group: str = ""
    options: list[tuple[str, float, str]] = field(default_factory=list)  # text, share of the points, feedback
    numbers: list[tuple[float, float, float, str]] = field(default_factory=list)  # value, tolerance, share, feedback
    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    right: str = ""
    wrong: str = ""
    general: str = ""
    hints: list[str] = field(default_factory=list)
    grader: str = ""
    images: dict[str, bytes] = field(default_factory=dict)


def _parsed(content: bytes) -> etree._Element:
    assert b"<!DOCTYPE" not in content
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


# Canvas


def read_canvas(content: bytes) -> tuple[dict[str, Read], list[dict]]:
    """Questions by their title, and the quizzes: title, type, points, and groups with how many are drawn."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names)) and all(".." not in PurePosixPath(name).parts and name[0] != "/" for name in names)
    manifest = _parsed(archive.read("imsmanifest.xml"))
    resources = {one.get("identifier"): one for one in manifest.iter(f"{PACKAGE}resource")}
    listed = {file.get("href") for one in resources.values() for file in one.iter(f"{PACKAGE}file")}
    assert listed == set(names) - {"imsmanifest.xml"}
    images = {
        name: archive.read(name) for one in resources.values() if one.get("type") == "webcontent" for name in [one.get("href")]
    }
    found, quizzes = {}, []
    for resource in resources.values():
        if resource.get("type") != "imsqti_xmlv1p2":
            continue
        root = _parsed(archive.read(resource.find(f"{PACKAGE}file").get("href")))
        (assessment,) = root
        assert root.tag == f"{QTI}questestinterop" and assessment.tag == f"{QTI}assessment"
        (depends,) = resource.iter(f"{PACKAGE}dependency")
        meta = _parsed(archive.read(resources[depends.get("identifierref")].get("href")))
        assert meta.tag == f"{CANVAS}quiz" and meta.get("identifier") == assessment.get("ident") == resource.get("identifier")
        quiz = {name: meta.findtext(f"{CANVAS}{name}") or "" for name in ("title", "quiz_type", "points_possible", "due_at")}
        assert quiz["title"] == assessment.get("title")
        quiz["groups"], quiz["items"] = [], []
        (section,) = assessment.findall(f"{QTI}section")
        for entry in section:
            if entry.tag == f"{QTI}item":
                _add(found, quiz, _canvas_item(entry, images), "")
                continue
            assert entry.tag == f"{QTI}section"
            selection = entry.find(f"{QTI}selection_ordering/{QTI}selection")
            each = float(selection.findtext(f"{QTI}selection_extension/{QTI}points_per_item"))
            drawn = [_canvas_item(one, images) for one in entry.findall(f"{QTI}item")]
            quiz["groups"].append((entry.get("title"), int(selection.findtext(f"{QTI}selection_number")), len(drawn)))
            for one in drawn:
                one.points = each  # a group has one number of points for all
                _add(found, quiz, one, entry.get("ident"))
        quizzes.append(quiz)
    return found, quizzes


def _add(found: dict[str, Read], quiz: dict, one: Read, group: str) -> None:
    assert one.id not in found
    one.group = group
    found[one.id] = one
    quiz["items"].append(one.id)


def _canvas_item(item: etree._Element, images: dict[str, bytes]) -> Read:
    def text(node):
        return "" if node is None else node.findtext(f".//{QTI}mattext") or ""

    fields = {one.findtext(f"{QTI}fieldlabel"): one.findtext(f"{QTI}fieldentry") for one in item.iter(f"{QTI}qtimetadatafield")}
    kind, ids = fields["question_type"], [one for one in (fields["original_answer_ids"] or "").split(",") if one]
    assert all(one.isdigit() for one in ids)
    presentation = item.find(f"{QTI}presentation")
    feedback = {one.get("ident"): text(one) for one in item.findall(f"{QTI}itemfeedback")}
    read = Read(item.get("title"), kind, text(presentation.find(f"{QTI}material")), float(fields["points_possible"]))
    read.right, read.wrong = feedback.pop("correct_fb", ""), feedback.pop("general_incorrect_fb", "")
    read.general = feedback.pop("general_fb", "")
    conditions = item.findall(f"{QTI}resprocessing/{QTI}respcondition")
    shown = {one.get("linkrefid") for condition in conditions for one in condition.findall(f"{QTI}displayfeedback")}
    assert set(feedback) <= shown, "feedback that no condition shows"
    for name, said in (("correct_fb", read.right), ("general_incorrect_fb", read.wrong), ("general_fb", read.general)):
        assert kind == "matching_question" or bool(said) == (name in shown), name
    labels = {one.get("ident"): text(one) for one in presentation.iter(f"{QTI}response_label")}
    scoring = [one for one in conditions if one.find(f"{QTI}setvar") is not None]
    if kind in ("multiple_choice_question", "multiple_answers_question"):
        card = presentation.find(f"{QTI}response_lid").get("rcardinality")
        assert card == ("Single" if kind == "multiple_choice_question" else "Multiple") and list(labels) == ids
        (best,) = scoring
        assert best.findtext(f"{QTI}setvar") == "100"
        right = {one.text for one in best.iter(f"{QTI}varequal") if one.getparent().tag != f"{QTI}not"}
        negated = {one.text for one in best.iter(f"{QTI}varequal") if one.getparent().tag == f"{QTI}not"}
        assert negated == (set() if kind == "multiple_choice_question" else set(ids) - right)
        read.options = [(labels[id], 1 / len(right) if id in right else 0, feedback.pop(f"{id}_fb", "")) for id in ids]
    elif kind == "numerical_question":
        for id, condition in zip(ids, scoring, strict=True):
            exact = condition.find(f"{QTI}conditionvar/{QTI}or/{QTI}varequal").text
            low = condition.find(f".//{QTI}and/{QTI}vargte").text
            high = condition.find(f".//{QTI}and/{QTI}varlte").text
            assert Decimal(exact) - Decimal(low) == Decimal(high) - Decimal(exact)
            read.numbers.append((float(exact), float(Decimal(high) - Decimal(exact)), 1, feedback.pop(f"{id}_fb", "")))
    elif kind == "matching_question":
        lines = presentation.findall(f"{QTI}response_lid")
        assert [one.get("ident") for one in lines] == [f"response_{id}" for id in ids]
        choices = [[(one.get("ident"), text(one)) for one in line.iter(f"{QTI}response_label")] for line in lines]
        assert all(one == choices[0] for one in choices) and all(id.isdigit() for id, _ in choices[0])
        matches = {}
        for condition in scoring:
            equal = condition.find(f"{QTI}conditionvar/{QTI}varequal")
            assert condition.find(f"{QTI}setvar").get("action") == "Add"
            matches[equal.get("respident")] = dict(choices[0])[equal.text]
        for id, line in zip(ids, lines):
            read.pairs.append((text(line.find(f"{QTI}material")), matches[f"response_{id}"], feedback.pop(f"{id}_fb", "")))
    else:
        assert kind == "essay_question"
    assert not feedback
    read.images = {
        name: images[name] for name in images if f"$IMS-CC-FILEBASE$/{name}" in etree.tostring(item, encoding="unicode")
    }
    return read


# Moodle


def read_moodle(content: bytes) -> dict[str, Read]:
    """Questions by their idnumber; the category they stand in is their group."""
    root = _parsed(content)
    assert root.tag == "quiz"
    found, category = {}, ""
    for question in root:
        kind = question.get("type")
        if kind == "category":
            category = question.findtext("category/text")
            assert category.startswith("$course$/top/")
            continue
        id = question.findtext("idnumber")
        assert id and (category, id) not in {(one.group, one.id) for one in found.values()} and id not in found
        assert question.findtext("name/text").strip()
        read = Read(
            id, kind, _moodle_text(question.find("questiontext")), float(question.findtext("defaultgrade", "1")), category
        )
        read.general = _moodle_text(question.find("generalfeedback"))
        read.hints = [_moodle_text(one) for one in question.findall("hint")]
        read.images = {
            one.get("name"): base64.b64decode(one.text, validate=True)
            for one in question.iter("file")
            if one.get("encoding") == "base64"
            and one.getparent().find("text") is not None
            and f"@@PLUGINFILE@@/{one.get('name')}" in one.getparent().findtext("text")
        }
        _moodle_answers(read, question)
        found[id] = read
    return found


def _moodle_text(node: etree._Element | None) -> str:
    if node is None:
        return ""
    assert node.get("format") in ("html", None)
    return (node.findtext("text") or "").strip()


def _moodle_answers(read: Read, question: etree._Element) -> None:
    def trans_single(name, default):
        return (question.findtext(name) or default).strip() not in ("", "false")

    answers = question.findall("answer")
    shares = [float(one.get("fraction", 0)) / 100 for one in answers]
    feedback = [_moodle_text(one.find("feedback")) for one in answers]
    if read.kind in ("multichoice", "matching", "ordering"):
        read.right = _moodle_text(question.find("correctfeedback"))
        read.wrong = _moodle_text(question.find("incorrectfeedback"))
    if read.kind == "multichoice":
        if trans_single("single", "true"):
            assert max(shares) == 1
        else:
            read.kind = "multichoice, several"
            assert abs(sum(one for one in shares if one > 0) - 1) < 1e-4
        read.options = [(_moodle_text(one), share, said) for one, share, said in zip(answers, shares, feedback)]
    elif read.kind == "numerical":
        for one, share, said in zip(answers, shares, feedback):
            read.numbers.append((float(one.findtext("text")), float(one.findtext("tolerance") or 0), share, said))
        # A response gets the first answer that takes it.
        first = {value: next(one for one in read.numbers if abs(one[0] - value) <= one[1]) for value, *_ in read.numbers}
        read.numbers = [(value, tolerance, *first[value][2:]) for value, tolerance, *_ in read.numbers]
        units = question.findall("units/unit")
        assert not units or float(units[0].findtext("multiplier")) == 1
        read.units = [one.findtext("unit_name") for one in units]
        assert (question.findtext("unitgradingtype") or "0") == "0"
    elif read.kind == "matching":
        read.pairs = [
            (_moodle_text(one), (one.findtext("answer/text") or "").strip(), "") for one in question.findall("subquestion")
        ]
        assert len(read.pairs) >= 2
    elif read.kind == "ordering":
        assert (question.findtext("selecttype") or "RANDOM") == "ALL" and len(answers) >= 2
        read.order = [_moodle_text(one) for one in answers]
    else:
        assert read.kind == "essay"
        read.grader = _moodle_text(question.find("graderinfo"))


# QTI 2.1, from the specification: feedback and points are what response processing makes of a response.

QTI21 = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CONTENT = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
INTERACTIONS = ("choiceInteraction", "orderInteraction", "matchInteraction", "textEntryInteraction", "extendedTextInteraction")


def read_qti21(content: bytes, space: str = CONTENT, kind: str = "xmlv2p1", known=lambda root: root) -> dict[str, Read]:
    """Items by their identifier; every item is in a test, and every file in the manifest."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = _parsed(archive.read("imsmanifest.xml"))
    assert {one.get("href") for one in manifest.iter(f"{space}file")} == set(archive.namelist()) - {"imsmanifest.xml"}
    found, in_tests = {}, []
    for resource in manifest.iter(f"{space}resource"):
        root = known(_parsed(archive.read(resource.get("href"))))
        if resource.get("type") == f"imsqti_test_{kind}":
            in_tests += [one.get("href").removesuffix(".xml") for one in root.iter(f"{QTI21}assessmentItemRef")]
            continue
        assert resource.get("type") == f"imsqti_item_{kind}" and root.get("identifier") == resource.get("identifier")
        found[root.get("identifier")] = _qti21_item(root, archive)
    assert sorted(in_tests) == sorted(found)
    return found


def _inner(node: etree._Element) -> str:
    for part in node.iter():
        part.tag = part.tag.removeprefix(QTI21)
    etree.cleanup_namespaces(node)
    whole = etree.tostring(node, encoding="unicode", with_tail=False)
    return whole[whole.index(">") + 1 : whole.rindex("<")]


def _qti21_item(root: etree._Element, archive: zipfile.ZipFile) -> Read:
    body = root.find(f"{QTI21}itemBody")
    (interaction,) = (one for name in INTERACTIONS for one in body.iter(f"{QTI21}{name}"))
    kind = interaction.tag.removeprefix(QTI21)
    most = float(root.find(f"{QTI21}outcomeDeclaration[@identifier='SCORE']").get("normalMaximum"))
    read = Read(root.get("identifier"), kind, "", most)
    correct = [one.text for one in root.iterfind(f"{QTI21}responseDeclaration/{QTI21}correctResponse/{QTI21}value")]
    modal = {one.get("identifier"): one for one in root.iter(f"{QTI21}modalFeedback") if one.get("showHide") == "show"}

    def answered(response) -> tuple[float, list[str]]:
        score, shown = _processed(root, response, correct)
        return score / most, [id for id in modal if id in shown]

    def said(ids) -> str:
        return "".join(texts[id] for id in ids)

    labels = [
        (one.get("identifier"), one)
        for name in ("simpleChoice", "simpleAssociableChoice")
        for one in interaction.iter(f"{QTI21}{name}")
    ]
    tolerances = {one.findtext(f"{QTI21}baseValue"): one.get("tolerance") for one in root.iter(f"{QTI21}equal")}
    card = root.find(f"{QTI21}responseDeclaration").get("cardinality")
    outcomes = {}
    if kind == "choiceInteraction":
        for id, _ in labels:
            outcomes[id] = answered(id if card == "single" else [id])
        if card == "multiple":
            assert answered(correct)[0] == 1 and all(answered([one for one in correct if one != id])[0] == 0 for id in correct)
            assert all(answered([*correct, id])[0] == 0 for id, _ in labels if id not in correct)
    elif kind == "textEntryInteraction":
        for value, tolerance in tolerances.items():
            low, high = (float(one) for one in tolerance.split())
            assert low == high and answered(float(value) + high * 1.001) != answered(float(value) + high * 0.999)
            outcomes[value] = (*answered(float(value)), high)
    elif kind == "matchInteraction":
        for pair in correct:
            left, right = pair.split()
            other = next(one for one in correct if one != pair).split()[1]
            swapped = [one if one != pair else f"{left} {other}" for one in correct]
            assert answered(correct)[0] == 1 and answered(swapped)[0] == 0
            outcomes[pair] = [
                id for id in answered(swapped)[1] if id not in answered(correct)[1] and id not in ("right", "wrong")
            ]
    elif kind == "orderInteraction":
        assert answered(correct)[0] == 1 and answered(correct[::-1])[0] == 0 and [id for id, _ in labels] != correct
    general = set(modal) & {"right", "wrong"}
    best = (
        answered(correct if card != "single" else float(correct[0]) if kind == "textEntryInteraction" else correct[0])[1]
        if correct
        else []
    )
    worst = answered([] if card != "single" else "" if kind != "textEntryInteraction" else 1e12)[1] if correct else []
    texts = {id: _inner(one) for id, one in modal.items()}
    texts_of = {id: _inner(one) for id, one in labels}
    read.right, read.wrong = (said(id for id in shown if id in general) for shown in (best, worst))
    if kind == "choiceInteraction":
        shares = {id: (score if card == "single" else float(id in correct)) for id, (score, _) in outcomes.items()}
        read.options = [
            (texts_of[id], shares[id], said(one for one in outcomes[id][1] if one not in general)) for id, _ in labels
        ]
        read.kind = f"{kind}, {card}"
    elif kind == "textEntryInteraction":
        read.numbers = [
            (float(value), tolerance, score, said(one for one in shown if one != "wrong" and (score == 1) == (one == "right")))
            for value, (score, shown, tolerance) in outcomes.items()
        ]
    elif kind == "matchInteraction":
        read.pairs = [(*(texts_of[id] for id in pair.split()), said(outcomes[pair])) for pair in correct]
        read.general, read.right = read.right, ""
    elif kind == "orderInteraction":
        read.order = [texts_of[id] for id in correct]
    blocks = [one for one in body.iterfind(f"{QTI21}rubricBlock") if one.get("view") == "scorer"]
    read.grader = "".join(map(_inner, blocks))
    for node in [*blocks, interaction]:
        node.getparent().remove(node)
    read.prompt = _inner(body)
    shown = read.prompt + "".join(one[0] for one in (*read.options, *read.pairs))
    read.images = {name: archive.read(name) for name in archive.namelist() if f'src="{name}"' in shown}
    return read


def _processed(root: etree._Element, response, correct: list[str]) -> tuple[float, list[str]]:
    """SCORE and FEEDBACK after response processing, as the specification says."""
    outcome = {"SCORE": 0.0, "FEEDBACK": []}
    declared = root.find(f"{QTI21}responseDeclaration")
    kind, card = declared.get("baseType"), declared.get("cardinality")

    def value(node):
        name, parts = node.tag.removeprefix(QTI21), list(node)
        if name == "baseValue":
            return float(node.text) if node.get("baseType") == "float" else node.text
        if name == "variable":
            return response if node.get("identifier") == "RESPONSE" else outcome[node.get("identifier")]
        if name == "correct":
            right = [float(one) if kind == "float" else one for one in correct]
            return right if card != "single" else right[0]
        if name == "multiple":
            return [one for part in parts for one in (value(part) if isinstance(value(part), list) else [value(part)])]
        if name == "not":
            return not value(parts[0])
        if name == "member":
            return value(parts[0]) in value(parts[1])
        first, second = map(value, parts)
        if name == "match":
            return sorted(first) == sorted(second) if card == "multiple" else first == second
        assert name == "equal" and node.get("toleranceMode") == "absolute"
        low, high = (float(one) for one in node.get("tolerance").split())
        return second - low <= first <= second + high

    for condition in root.iterfind(f"{QTI21}responseProcessing/{QTI21}responseCondition"):
        for branch in condition:
            test, *then = branch if not branch.tag.endswith("Else") else (None, *branch)
            if test is None or value(test):
                for one in then:
                    outcome[one.get("identifier")] = value(one[0])
                break
    return outcome["SCORE"], outcome["FEEDBACK"]


# QTI 3.0, from the specification's information model: what 2.1 calls itemBody is qti-item-body there, rich text of feedback and
# rubrics has a body of its own, and HTML keeps its names. What is left is read as 2.1 is, which the same rules govern.

QTI30 = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
CONTENT30 = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
OF_QTI30 = """assessment-item assessment-item-ref assessment-section assessment-test base-value choice-interaction content-body correct
correct-response default-value equal extended-text-interaction item-body match match-interaction member modal-feedback multiple not
order-interaction outcome-declaration response-condition response-declaration response-else response-if response-processing
rubric-block selection set-outcome-value simple-associable-choice simple-choice simple-match-set test-part text-entry-interaction
value variable""".split()
OF_HTML = "p div span em strong code pre img table thead tbody tr th td ul ol li h4 blockquote br a".split()
WITH_BODY = ("modal-feedback", "rubric-block")


def read_qti30(content: bytes) -> dict[str, Read]:
    """Items by their identifier, as :func:`read_qti21`."""
    return read_qti21(content, CONTENT30, "xmlv3p0", _from_qti30)


def _from_qti30(node: etree._Element) -> etree._Element:
    assert node.tag.startswith(QTI30), node.tag
    name = node.tag.removeprefix(QTI30)
    if name in OF_HTML:
        made = etree.Element(QTI21 + name, dict(node.attrib))
    else:
        name = name.removeprefix("qti-")
        assert node.tag == f"{QTI30}qti-{name}" and name in OF_QTI30 and not any(key.lower() != key for key in node.attrib), (
            node.tag
        )
        made = etree.Element(QTI21 + _camel(name), {_camel(key): value for key, value in node.attrib.items()})
    within = node
    if name in WITH_BODY:
        (within,) = node
        assert within.tag == f"{QTI30}qti-content-body" and not (node.text or "").strip()
        assert name != "rubric-block" or node.get("use")
    made.text = within.text
    for child in within:
        made.append(_from_qti30(child))
        made[-1].tail = child.tail
    return made


def _camel(name: str) -> str:
    return re.sub(r"-(\w)", lambda letter: letter[1].upper(), name)


# SCORM, as question.js reads the page: a form for each question, its key in the fold below it.


def read_scorm(content: bytes) -> dict[str, Read]:
    """The questions of the page that the manifest launches, by their id."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    (resource,) = _parsed(archive.read("imsmanifest.xml")).iter("{*}resource")
    root = html.document_fromstring(archive.read(resource.get("href")).decode("utf-8"))
    points = json.loads(root.get_element_by_id("cb-scorm").text)["points"]
    found = {}
    for part in root.find_class("cb-question"):
        read = _scorm_question(part, points[part.get("id")])
        shown = etree.tostring(part, encoding="unicode")
        read.images = {name: archive.read(name) for name in archive.namelist() if f'src="{name}"' in shown}
        found[read.id] = read
    assert len(found) == len(points)
    return found


def _scorm_question(part: etree._Element, points: float) -> Read:
    def within(node: etree._Element) -> str:
        whole = etree.tostring(node, encoding="unicode", with_tail=False, method="html")
        return whole[whole.index(">") + 1 : whole.rindex("<")]

    said, right = {}, []
    for one in part.find_class("cb-feedback"):
        right += [one.get("data-for")] * (one.get("data-right") == "1")
        (paragraph,) = one
        if (
            len(paragraph)
            and paragraph[0].tag == "strong"
            and not (paragraph.text or "").strip()
            and one.get("data-for").isdigit()
        ):
            title = paragraph[0]
            paragraph.text, _ = title.tail, paragraph.remove(title)
        said[one.get("data-for")] = within(paragraph)
    kind = part.get("data-kind")
    read = Read(part.get("id").removeprefix("question-"), f"{kind}, page", within(part.find_class("cb-prompt")[0]), points)
    read.hints = [within(one) for one in part.find_class("cb-hint-said")]
    lines = [within(one) for node in part.find_class("cb-line") for one in node.iter("label")]
    if kind in ("single", "multiple"):
        texts = [within(one[-1]) for one in part.find_class("cb-choice")]
        read.options = [(text, float(str(n) in right), said[str(n)]) for n, text in enumerate(texts)]
        assert (kind == "single") == (len(right) == 1 and part.find(".//input").get("type") == "radio")
    elif kind == "numeric":
        (key,) = part.xpath(".//*[@data-key]")
        tolerance = float(key.get("data-tolerance"))
        read.numbers = [(float(key.get("data-key")), tolerance, 1, said.pop("key"))]
        read.numbers += [(float(value), tolerance, 0, text) for value, text in said.items()]
        read.units = [re.fullmatch(r"Your number \((.*)\)", part.find_class("cb-number")[0].text)[1]]
    else:
        wanted = [int(one) for one in part.find_class("cb-lines")[0].get("data-right").split(",")]
        read.right, read.general, read.wrong = said["right"], said["right"], said.get("wrong", "")
        if kind == "ordering":
            read.order = [lines[wanted.index(place)] for place in range(len(lines))]
            assert wanted != sorted(wanted), "the order is given away"
        else:
            choices = [[one.text for one in select if one.get("value")] for select in part.iter("select")]
            read.pairs = [(text, choices[n][wanted[n]], said[str(n)]) for n, text in enumerate(lines)]
    return read


# GIFT, from question/format/gift/format.php

_MARKS = {f"\\{sign}": f"\0{place}" for place, sign in enumerate("\\~=#{}:")}


def read_gift(content: bytes) -> dict[str, Read]:
    """Questions by the id in the comment before each."""
    found, category, id = {}, "", ""
    for part in content.decode("utf-8").split("\n\n"):
        if part.startswith("$CATEGORY: "):
            category = part.partition(": ")[2]
            continue
        comment, _, text = part.strip().partition("\n")
        id = re.search(r"\[id:([^\]]+)\]", comment)[1]
        for marked, stored in _MARKS.items():
            text = text.replace(marked, stored)
        title, prompt, answers = re.fullmatch(r"::(.*?)::(.*?)\{(.*)\}", text, re.S).groups()
        assert title and id not in found and not re.search(r"[{}]", prompt + answers)
        found[id] = _gift_question(Read(id, "", _gift(prompt), 1.0, category), answers.strip())
    return found


def _gift(text: str) -> str:
    for marked, stored in _MARKS.items():
        text = text.replace(stored, marked[1:])
    return text.strip().replace("\\n", "\n").removeprefix("[html]")


def _gift_question(read: Read, answers: str) -> Read:
    answers, _, general = answers.partition("####")
    read.general = _gift(general)
    if not answers:
        read.kind = "essay"
        return read
    is_number = answers.startswith("#")
    signs = re.findall(r"([=~])([^=~]*)", answers[is_number:])
    parts = [(sign, *re.fullmatch(r"(?:%(-?[\d.]+)%)?([^#]*)(?:#(.*))?", body.strip(), re.S).groups()) for sign, body in signs]
    if is_number:
        read.kind = "numerical"
        for _, share, body, said in parts:
            value, _, tolerance = body.strip().partition(":")
            read.numbers.append((float(value), float(tolerance or 0), float(share or 100) / 100, _gift(said or "")))
    elif all("->" in body for _, _, body, _ in parts):
        read.kind = "matching"
        read.pairs = [(_gift(body.partition("->")[0]), _gift(body.partition("->")[2]), "") for _, _, body, _ in parts]
    else:
        several = all(sign == "~" for sign, *_ in parts)
        read.kind = "multichoice, several" if several else "multichoice"
        shares = [float(share or 100 * (sign == "=")) / 100 for sign, share, *_ in parts]
        assert abs(sum(one for one in shares if one > 0) - 1) < 1e-4
        read.options = [(_gift(body), share, _gift(said or "")) for share, (_, _, body, said) in zip(shares, parts)]
    return read
