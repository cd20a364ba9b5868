"""`coursebook evidence check`: all faults at once, each with file, place and fix."""

import csv
import json
from pathlib import Path

import pytest
from coursebook.evidence import all_claims
from coursebook.evidence.check import _contradictions


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_evidence_is_sound_and_counted(coursebook):
    done = coursebook("evidence", "check")
    assert done.returncode == 0, done.stdout
    assert f"{len(all_claims())} claims; 21 references of the article;" in done.stdout
    assert "33 tables" in done.stdout and "rows" in done.stdout


def test_every_fault_is_listed_not_only_the_first(coursebook, checkout):
    data = checkout / "data"
    edit(data / "ukraine_cases_yearly.csv", ",67840,", ",many,")
    edit(data / "ww1_british_executions.csv", "ww1-uk-murder,murder,murder,", "ww1-uk-murder,murder,homicide,")
    edit(data / "claims.csv", ",stezhensky2025,", ",stezhenski2025,")
    edit(data / "losses.csv", "side,measure", "party,measure")
    done = coursebook("evidence", "check")
    assert done.returncode == 1
    for told in (
        "data/ukraine_cases_yearly.csv, line",
        "field 'value'",
        "data/ww1_british_executions.csv, line",
        "field 'group'",
        "references.bib has no entry 'stezhenski2025'. Fix: write 'stezhensky2025'",
        "data/losses.csv",
        "The file is not the one whose hash stands in datapackage.json.",
    ):
        assert told in done.stdout, f"{told}\n---\n{done.stdout}"
    assert done.stdout.count("Fix:") >= 8


def test_a_missing_value_where_none_may_be(coursebook, checkout):
    edit(checkout / "data" / "events.csv", "2025-11-10,scandal", ",scandal")
    coursebook("evidence", "seal")
    done = coursebook("evidence", "check")
    assert done.returncode == 1
    assert "data/events.csv, line" in done.stdout and "field 'date'" in done.stdout


def test_a_changed_file_without_its_hash_and_its_seal(coursebook, checkout):
    edit(checkout / "data" / "territory.csv", "4168", "4169")
    assert "territory.csv" in coursebook("evidence", "check").stdout
    assert coursebook("evidence", "seal").stdout == "Sealed: territory.\n"
    # The file is whole again; that readers had another figure is another fault.
    (line, count) = coursebook("evidence", "check").stdout.splitlines()
    assert "row 'isw-2024': value was released as '4168' and is '4169'" in line and count == "1 fault."
    assert coursebook("evidence", "seal").stdout == "Every hash was up to date.\n"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r.update(colour="red"), "'colour' was unexpected"),
        (lambda r: r.pop("licenses"), "'licenses' is a required property"),
        (lambda r: r["origin"].pop("terms"), "'terms' is a required property"),
        (lambda r: r["schema"]["fields"][0].pop("description"), "'description' is a required property"),
        (lambda r: r["schema"]["fields"][1]["categories"].pop(), "The categories are awol, the enum is awol, desertion. Fix:"),
    ],
)
def test_the_package_is_closed(coursebook, checkout, change, told):
    path = checkout / "data" / "datapackage.json"
    package = json.loads(path.read_text())
    change(package["resources"][3])
    path.write_text(json.dumps(package))
    done = coursebook("evidence", "check")
    assert done.returncode == 1
    assert told in done.stdout and package["resources"][3]["name"] in done.stdout


def test_broken_files_are_told_in_one_line(coursebook, checkout):
    path = checkout / "data" / "datapackage.json"
    path.write_text(path.read_text().replace('"name"', "name", 1))
    done = coursebook("evidence", "check")
    assert done.returncode == 1 and "This is not JSON" in done.stdout and "Traceback" not in done.stderr


def test_an_undescribed_table_and_a_missing_one(coursebook, checkout):
    (checkout / "data" / "stray.csv").write_text("id\n1\n")
    (checkout / "data" / "opinion.csv").unlink()
    out = coursebook("evidence", "check").stdout
    assert "data/stray.csv: No table of datapackage.json describes it." in out


def test_an_id_in_two_tables(coursebook, checkout):
    edit(checkout / "data" / "bribes.csv", "bribe-first,", "isw-2024,")
    coursebook("evidence", "seal")
    assert "The id 'isw-2024' stands in" in coursebook("evidence", "check").stdout


def test_a_bibliography_that_cannot_be_read(coursebook, checkout):
    edit(checkout / "references.bib", "title = {{", "title = {{{{")
    done = coursebook("evidence", "check")
    assert done.returncode == 1 and "references.bib" in done.stdout and "Traceback" not in done.stderr


SOUND = dict.fromkeys(
    ("cited_here", "nearest_citation", "source_read", "dataset", "evidence_source", "fair_sense", "defence"), ""
) | {"verdict": "holds", "grade": "A", "dataset": "losses"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, None),
        ({"verdict": "imprecise"}, "stands without a defence"),
        ({"verdict": "not tested", "grade": "C"}, "stands without a defence"),
        ({"verdict": "unsupported", "dataset": "", "grade": "B", "defence": "Yes."}, None),
        (
            {"verdict": "unsupported", "cited_here": "k", "source_read": "no", "dataset": "", "grade": "B", "defence": "Yes."},
            "whose source was not read",
        ),
        (
            {"verdict": "holds", "cited_here": "k", "source_read": "no", "dataset": "", "grade": "B"},
            "whose source was not read",
        ),
        ({"verdict": "holds", "cited_here": "k", "source_read": "no"}, None),
        ({"verdict": "imprecise", "dataset": "", "grade": "B", "defence": "Yes."}, "names no evidence"),
        ({"verdict": "contested", "defence": "Yes."}, "no source that disagrees is named"),
        ({"verdict": "contested", "defence": "Yes.", "evidence_source": "k"}, None),
        ({"verdict": "contradicted", "dataset": "", "grade": "B", "defence": "Yes."}, "nothing that says otherwise is named"),
        (
            {"verdict": "contradicted", "dataset": "", "nearest_citation": "k", "source_read": "yes", "defence": "Yes."},
            "nothing that says otherwise",
        ),
        ({"verdict": "category error", "defence": "Yes."}, "no fair everyday sense"),
        ({"verdict": "category error", "defence": "Yes.", "fair_sense": "yes"}, "no fair everyday sense"),
        ({"verdict": "category error", "defence": "Yes.", "fair_sense": "no"}, None),
        ({"dataset": ""}, "Grade A names neither a table nor a source"),
        ({"dataset": "", "cited_here": "k", "source_read": "part"}, None),
        ({"grade": "C"}, "Grade C means that nothing could be verified"),
        ({"cited_here": "k", "nearest_citation": "l", "source_read": "yes"}, "a citation of its own and a nearest one"),
        ({"cited_here": "k"}, "source_read must be given"),
        ({"source_read": "yes"}, "source_read must be given"),
    ],
)
def test_a_verdict_that_its_own_fields_contradict(fields, told):
    said = " ".join(wrong for wrong, _ in _contradictions(SOUND | fields))
    assert (told in said) if told else said == "", said


def rewrite(path: Path, id: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == id).update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_contradiction_is_told_with_its_claim_and_mend(coursebook, checkout):
    rewrite(checkout / "data" / "claims.csv", "desertion-24h", defence="")
    coursebook("evidence", "seal")
    out = coursebook("evidence", "check").stdout
    assert "claim 'desertion-24h': The verdict 'contradicted' stands without a defence. Fix: say in 'defence'" in out


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"claims": ""}, "It is a fact without a claim in the ledger."),
        ({"claims": "war-aged"}, "The ledger has no claim 'war-aged'. Fix: write 'war-age'"),
        ({"claims": "ukraine-fights-on"}, "claim 'war-age': It belongs to no sentence of the article."),
        ({"number": "9"}, "Its number is 9. Fix: write 8"),
        ({"first_words": "one two three four five six seven eight nine"}, "More than eight words are quoted."),
    ],
)
def test_a_faulty_sentence_is_told(coursebook, checkout, cells, told):
    rewrite(checkout / "data" / "article_sentences.csv", "sentence-8", **cells)
    coursebook("evidence", "seal")
    out = coursebook("evidence", "check").stdout
    assert told in out
