"""A roster is read as it comes, and what is wrong with it is named with its line."""

from __future__ import annotations

import pytest

from coursebook.evidence import EvidenceError
from coursebook.exercises import roster


@pytest.fixture
def read(tmp_path):
    def written(content: str | bytes):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [student.id for student in roster.read(path)]

    return written


@pytest.mark.parametrize(
    "content",
    [
        "id,name\nann,Ann\nbob,Bob\n",
        b"\xef\xbb\xbfid,name\r\nann,Ann\r\nbob,Bob",
        "name;id\nAnn;ann\nBob;bob\n",
        " id \tname\nann\tAnn\n\nbob\tBob\n",
        'id,name\n"ann","Ann, of\nKyiv"\nbob,Bob\n',
        "id\rann\rbob\r",
    ],
)
def test_rosters_as_programs_write_them(read, content):
    assert read(content) == ["ann", "bob"]


def test_ids_in_any_script(read):
    assert read("id\nолена\n0012\na.b@c.d\n") == ["олена", "0012", "a.b@c.d"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id\nann\nbob\nann\n", "line 4: The id 'ann' stands in line 2 too"),
        ("id\nann\nAnn\n", "line 3: The id 'Ann' stands in line 2 too"),
        ("id,name\nann,Ann\n,Bob\n", "line 3: The id is empty. Mend: give the student an id"),
        ("name,mail\nAnn,a@b\n", "line 1: There is no column 'id'; the columns are name, mail"),
        ("", "There is no column 'id'; the columns are none"),
        ("id\n", "There is no student in it"),
        ("id\n../ann\n", "line 2: The id '../ann' cannot name a folder"),
        ("id\nann.\n", "cannot name a folder"),
        ("id\nCON\n", "cannot name a folder"),
        ("id\n" + "a" * 101 + "\n", "cannot name a folder"),
        ("id\nann\n".encode("utf-16"), "line 1: It is UTF-16. Mend: save it as CSV UTF-8"),
        ("id\nann\nрома\n".encode("cp1251"), "line 3: It is not UTF-8. Mend: save it as CSV UTF-8"),
        (b"id\nann\nb\0b\n", "line 3: It holds a zero byte"),
    ],
)
def test_faults_are_named_with_line_and_mend(read, content, said):
    with pytest.raises(EvidenceError, match="roster.csv") as error:
        read(content)
    assert said in str(error.value)


def test_all_faults_at_once(read):
    with pytest.raises(EvidenceError) as error:
        read("id,name\nann,A\n,B\nann,C\na/b,D\n")
    assert len(error.value.faults) == 3


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(EvidenceError, match="There is no such file"):
        roster.read(tmp_path / "none.csv")
