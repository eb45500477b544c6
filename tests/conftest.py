"""What many tests share: the graph of the first case, and the tiny invented world."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import diplograph as dg
from diplograph.files import PACKAGE
from diplograph.store import Store

# Fixed seeds and no clock: the same code gives the same verdict.
settings.register_profile("diplograph", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("diplograph")
os.environ.setdefault("NO_COLOR", "1")


@pytest.fixture(scope="session")
def store() -> Store:
    """Return the shipped data, built into the user's cache if it is not there yet."""
    return dg.load()


@pytest.fixture(scope="session")
def example() -> Store:
    """Return the invented world of `diplograph/example`, in memory."""
    return dg.example()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented world as a store on disk; no test may change it."""
    folder = tmp_path_factory.mktemp("built")
    dg.build(PACKAGE / "example", to=folder)
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Return a copy of the tables of the invented world, to be changed."""
    return Path(shutil.copytree(PACKAGE / "example", tmp_path / "world"))


@pytest.fixture
def edit(world: Path) -> Callable[[str, str, str], None]:
    """Return a function that replaces a text, which must be there, in a table of `world`."""

    def replace(table: str, old: str, new: str) -> None:
        path = world / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {table}.csv"
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return replace
