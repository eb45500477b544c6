"""Long work tells how far it is, in order, and a terminal shows it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import diplograph as dg
from diplograph.answers import whatif
from diplograph.cli.progress import progress
from diplograph.files import PACKAGE
from diplograph.ingest import build
from diplograph.stages import heard_by, stage
from diplograph.store import Store

Heard = list[tuple[str, float]]


def forward(heard: Heard) -> bool:
    parts = [done for _, done in heard]
    return len(parts) > 1 and parts == sorted(parts) and parts[0] == 0 and parts[-1] < 1


def test_a_build_a_check_and_a_sweep_tell_their_stages_in_order(
    example: Store, tmp_path: Path
) -> None:
    north = PACKAGE / "example" / "scenarios" / "north-closes.toml"
    for work in (
        lambda: build(PACKAGE / "example", to=tmp_path),
        lambda: dg.check(example),
        lambda: dg.infer(example, classify=False),
        lambda: whatif.sweep(example, north),
    ):
        heard: Heard = []
        with heard_by(lambda words, done, to=heard: to.append((words, done))):  # type: ignore[misc]
            work()
        assert forward(heard), heard


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_words_of_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress():
        stage("reading the tables", 0.0)
        stage("saving", 0.9)
    assert "saving" in screen.getvalue()


def test_where_nobody_looks_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    with progress():
        stage("reading the tables", 0.0)
    assert quiet.getvalue() == ""
