"""Any answer without each of its sources in turn: on whom a number hangs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from diplograph.answers.answer import Answer, answer
from diplograph.answers.once import Once
from diplograph.store import Store, Term
from diplograph.table import Table
from diplograph.vocab import short

KEY = ("measure", "commodity", "way", "subject", "label", "year")
COLUMNS = [*KEY, "unit", "value", "low", "high", "without", "left", "change", "sources", "facts"]
LEAST = 1e-9
Row = dict[str, Any]


def leave_one_out(store: Store, answering: Callable[..., Answer], **question: Any) -> Answer:
    r"""Ask a question again without each of the sources behind its answer.

    .. math:: \Delta_s = m(F \setminus F_s) - m(F)

    where $m$ is a measure, $F$ all figures and $F_s$ those that source $s$ states.

    Parameters
    ----------
    store
        The graph; it is only read.
    answering
        `dependence` or `compare`.
    **question
        The arguments of `answering`, by name.

    Returns
    -------
    Answer
        One row for every number that moves: the number and its band, the source left out
        (`without`), what is `left` and the `change`. `left` None: without this source the number
        is not known, so that it hangs on this source alone. These stand first, then the largest
        change. Numbers that no single source moves are counted in the notes.

    Notes
    -----
    What a source states of things that are no figures, as ends of segments, is not left out.

    References
    ----------
    .. [1] M. H. Quenouille, "Notes on Bias in Estimation", Biometrika 43, 1956.

    Examples
    --------
    >>> import diplograph as dg
    >>> from diplograph.answers import dependence
    >>> asked = {"state": "XAA", "on": "XBB", "commodity": "crude-oil"}
    >>> rows = leave_one_out(dg.example(), dependence, **asked).rows
    >>> {(row["without"], row["left"]) for row in rows}
    {('source/example-office', None)}
    """
    once = Once(store.engine, store.path)
    whole = answering(once, **question)
    known = [row for row in whole.rows if row["value"] is not None]
    rows = []
    for source in whole.sources:
        left = {_key(row): row for row in answering(_without(once, source), **question).rows}
        rows += [r for row in known if (r := _moved(row, left.get(_key(row)), source))]
    rows.sort(key=lambda row: (row["left"] is not None, -abs(row["change"] or 0)))
    still = len(known) - len({_key(row) for row in rows})
    note = f"{still} of {len(known)} numbers do not move, whichever single source is left out"
    return answer({**whole.question, "leave_one_out": True}, COLUMNS, rows, [note, *whole.notes])


class _Without(Once):
    """A store in which one source states no figure."""

    once: Once
    source: str

    def select(self, query: str, **bindings: Term) -> Table:
        """Return the rows of a query without the figures of the source."""
        rows = self.once.select(query, **bindings)
        if not {"fact", "source"} <= set(rows.columns):
            return rows
        return Table(rows.columns, [r for r in rows if short(r["source"] or "") != self.source])


def _without(once: Once, source: str) -> _Without:
    made = _Without(once.engine, once.path)
    vars(made).update(once=once, source=source)
    return made


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in KEY)


def _moved(row: Row, less: Row | None, source: str) -> Row | None:
    """Return the row of a number that a source moves, or None where it does not."""
    left = less["value"] if less else None
    change = None if left is None else round(left - row["value"], 10)
    if change is not None and abs(change) < LEAST:
        return None
    return {**row, "without": source, "left": left, "change": change}
