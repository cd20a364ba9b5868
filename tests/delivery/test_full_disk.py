"""What is delivered on a full or read-only disk: one message that names the file, and no file is left."""

import pytest

from tests.exercises.test_release_full import READ_ONLY, on_a_disk

TINY = "size=64k"


@pytest.mark.parametrize(
    ("options", "command", "said"),
    [
        (TINY, "deliver canvas --out disk/c.zip", "disk/c.zip: The disk is full. Fix: free some space"),
        (TINY, "deliver exam --forms 2 --out disk/exam", ".pdf: The disk is full. Fix: free some space"),
        (TINY, "book notebooks disk/chapters", ".ipynb: The disk is full. Fix: free some space"),
        (
            READ_ONLY,
            "deliver anki --out disk/a.apkg",
            "disk/a.apkg: The file cannot be written (read-only file system). Fix: make",
        ),
        (READ_ONLY, "book notebooks disk/chapters", "disk/chapters: The file cannot be written (read-only file system). Fix: "),
    ],
)
def test_one_message_names_the_file_and_none_is_left(tmp_path, options, command, said):
    done = on_a_disk(tmp_path, options, *command.split())
    assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    left = [line for line in done.stdout.splitlines() if line.startswith("disk/")]
    assert [line for line in left if line not in ("disk/exam", "disk/chapters")] == []
