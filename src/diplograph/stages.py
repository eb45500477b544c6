"""How far a long piece of work is: told to whoever listens, else to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, float], None]
_listener: ContextVar[Listener | None] = ContextVar("_listener", default=None)


def stage(words: str, done: float) -> None:
    """Tell that a stage begins, and which part of the whole work, in [0, 1], is behind it.

    The parts are rough, from one measured run; a listener shows them as a bar and not as a clock.
    """
    listener = _listener.get()
    if listener is not None:
        listener(words, done)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let someone hear of all stages that begin inside the `with` block.

    >>> said = []
    >>> with heard_by(lambda words, done: said.append(words)):
    ...     stage("reading", 0.0)
    >>> stage("nobody hears this", 0.5)
    >>> said
    ['reading']
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
