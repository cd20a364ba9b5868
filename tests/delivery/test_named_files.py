"""A file that the user names, and a file of another kind that stands there already."""

from __future__ import annotations

import zipfile

import pytest
from coursebook.__main__ import main
from coursebook.faults import InputError
from coursebook.files import check_kind, write_named, zipped


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (["deliver", "canvas", "--set", "introduction"], b"3f" * 32),
        (["deliver", "moodle", "--set", "introduction"], b"id,name\n1,Ann\n"),
        (["deliver", "rubrics"], b"id,name\n1,Ann\n"),
        (["deliver", "anki"], b"title = 'Course'\n"),
    ],
)
def test_a_file_of_another_kind_is_left_as_it_is_and_one_of_the_same_is_written_anew(tmp_path, capsys, command, what):
    path = tmp_path / "file"
    path.write_bytes(what)
    assert main([*command, "--out", str(path)]) == 1
    assert f"{path}: A file of another kind has this name; it was left as it is. Fix: " in capsys.readouterr().err
    assert path.read_bytes() == what and list(tmp_path.iterdir()) == [path]
    path.unlink()
    for _ in range(2):
        assert main([*command, "--out", str(path)]) == 0


def test_an_archive_of_what_was_handed_in_is_another_kind(tmp_path):
    given, made = tmp_path / "submissions.zip", zipped([("page.html", "<p>")])
    with zipfile.ZipFile(given, "w") as archive:
        archive.writestr(zipfile.ZipInfo("doe_1_2_set.ipynb", (2026, 11, 28, 12, 0, 0)), "{}")
    before = given.read_bytes()
    with pytest.raises(InputError, match="another kind"):
        write_named({tmp_path / "new.zip": made, given: made})
    assert given.read_bytes() == before and not (tmp_path / "new.zip").exists()
    (tmp_path / "empty").touch()
    for name in ("new.zip", "empty", "new.zip"):
        check_kind(tmp_path / name, made)
        write_named({tmp_path / name: made})
