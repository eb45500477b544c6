"""Broken tables as folders: `tests/bad/NAME/` says what is broken and `expected.txt` what is told.

A folder holds the tables that differ from the invented world of `diplograph/example`; `absent.txt`
names those that are missing (`*` is all). The tables are built and, where the build passes,
checked; what is told must be `expected.txt` to the letter, line by line in sorted order.
`python tests/test_bad.py NAME …` writes `expected.txt` anew, to be read before it is committed.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

import diplograph as dg
from diplograph.errors import SourceError
from diplograph.files import PACKAGE

BAD = Path(__file__).parent / "bad"
NAMES = sorted(path.name for path in BAD.iterdir() if path.is_dir())
NOTES = {"expected.txt", "absent.txt"}
MENDS = re.compile(
    r"\b(add|close|complete|correct|end|fill|find|give|header must be|keep|make|merge"
    r"|percent-encode|put|quote|remove|rename|required|save|see|use|write)\b",
    re.IGNORECASE,
)


def broken(name: str, to: Path) -> Path:
    """Return a copy of the invented world with the tables of a folder in place of its own."""
    world = Path(shutil.copytree(PACKAGE / "example", to / "world"))
    absent = BAD / name / "absent.txt"
    for pattern in absent.read_text(encoding="utf-8").split() if absent.exists() else ():
        for path in world.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (BAD / name).iterdir():
        if path.name not in NOTES:
            shutil.copy(path, world)
    return world


def told(world: Path) -> list[str]:
    """Return what the build says of some tables or, where it passes, the check."""
    try:
        lines = dg.check(dg.build(world), data=world).lines
    except SourceError as error:
        lines = error.problems
    return sorted(line.replace(str(world), "FOLDER") for line in lines)


def expected(name: str) -> list[str]:
    return (BAD / name / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_of_a_broken_folder_is_as_expected(name: str, tmp_path: Path) -> None:
    assert told(broken(name, tmp_path)) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_names_the_place_and_the_repair(name: str) -> None:
    lines = expected(name)
    assert lines
    for line in lines:
        assert re.match(r"(violation: |warning: |info: )?\w+\.csv|FOLDER", line), line
        what = re.sub(r"^\w+\.csv row \d+, column \"\w+\": |^[^:]+: ", "", line)
        assert MENDS.search(what), line


def test_there_are_at_least_fifty_broken_folders() -> None:
    assert len(NAMES) >= 50


def test_the_world_that_they_break_is_good(tmp_path: Path) -> None:
    world = Path(shutil.copytree(PACKAGE / "example", tmp_path / "world"))
    assert told(world) == []


if __name__ == "__main__":
    for one in sys.argv[1:] or NAMES:
        with tempfile.TemporaryDirectory() as place:
            found = told(broken(one, Path(place)))
        (BAD / one / "expected.txt").write_text("\n".join(found) + "\n", encoding="utf-8")
        sys.stdout.write("\n".join([f"== {one}", *found, ""]))
