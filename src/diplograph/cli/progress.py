"""A bar for work that takes seconds: on a terminal, on stderr, gone when the work is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from diplograph import stages


class Bar:
    """A bar with the words of the stage, drawn when the first stage begins."""

    def __init__(self) -> None:
        self.drawn: Any = None

    def show(self, words: str, done: float) -> None:
        """Draw the bar, or move it."""
        if self.drawn is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            look = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
            self.drawn = Progress(*look, console=Console(stderr=True), transient=True)
            self.drawn.add_task(words, total=1.0)
            self.drawn.start()
        self.drawn.update(self.drawn.task_ids[0], description=words, completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self.drawn is not None:
            self.drawn.stop()


@contextmanager
def progress() -> Iterator[None]:
    """Show the stages of what is done inside the `with` block, if somebody looks at a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    bar = Bar()
    try:
        with stages.heard_by(bar.show):
            yield
    finally:
        bar.close()
