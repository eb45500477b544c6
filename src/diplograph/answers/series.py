"""Any answer as a series: asked once a year, while the store is read once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from diplograph.answers.answer import Answer, answer
from diplograph.answers.once import Once
from diplograph.figures import known_years
from diplograph.store import Store
from diplograph.table import Table

NUMBERS = ("value", "volume", "left")  # a row with none of these is of unknown value
FAMILY = ("measure", "commodity")
KEY = (*FAMILY, "way", "subject", "over", "label")
Row = dict[str, Any]


def series(
    store: Store, answering: Callable[..., Answer], *, during: tuple[int, int], **question: Any
) -> Answer:
    """Ask a question of every year of a period.

    Parameters
    ----------
    store
        The graph.
    answering
        What answers it for one time: a function of a store with an argument `year` (`dependence`,
        `compare`, `influence`) or `at` (`routes`, `chokepoints`), which gets the last day of each
        year.
    during
        First and last calendar year, both inside.
    **question
        The other arguments of `answering`, by name.

    Returns
    -------
    Answer
        The rows of `answering` with a column `year` or `at`, those of one thing together in the
        order of time. A year in which a measure has no figure at all, but has in another year of
        the period, is a row whose numbers are None: unknown, not zero. The notes tell what has no
        number in any year, or no row beside others of its measure, and, after the years that they
        are about, what the answers themselves note.

    Raises
    ------
    ValueError
        If the period is reversed, or `answering` takes neither `year` nor `at`.

    Notes
    -----
    Nothing is interpolated. On a day, what has no row is closed or of another rank, so no row is
    added to answers of `at`. Every query runs once for all years, which makes eleven years of
    `compare` about as dear as two.

    Examples
    --------
    >>> import diplograph as dg
    >>> from diplograph.answers import dependence
    >>> asked = {"state": "XAA", "on": "XBB", "commodity": "crude-oil"}
    >>> found = series(dg.example(), dependence, during=(2023, 2024), **asked)
    >>> [(r["year"], r["value"]) for r in found.rows if r["measure"] == "transit_share"]
    [(2023, None), (2024, 60.0)]
    """
    first, last = during
    if first > last:
        raise ValueError(f"during must be two years in order, not {first} and {last}")
    word = _time_word(answering)
    once = Once(store.engine, store.path)
    years = range(first, last + 1)
    times = {y: y if word == "year" else date(y, 12, 31) for y in years}
    found = {y: answering(once, **question, **{word: times[y]}) for y in years}
    dated = {y: _dated(found[y].rows, word, times[y]) for y in years}
    every = [row for rows in dated.values() for row in rows]
    notes = _notes({y: found[y].notes for y in years})
    if word == "year":
        every, gaps = _with_gaps(every, years)
        notes = [*gaps, *notes]
    newest = [row for y in reversed(years) for row in dated[y]]
    order = {key: n for n, key in enumerate(dict.fromkeys(map(_key, newest)))}
    every.sort(key=lambda row: (order[_key(row)], row[word]))
    asked = {k: v for k, v in found[last].question.items() if k != word}
    asked["during"] = f"{first}/{last}"
    return answer(asked, _columns(found[last].rows, word), every, notes)


def _time_word(answering: Callable[..., Answer]) -> str:
    """Return which argument of an answer is its time."""
    taken = inspect.signature(answering).parameters
    word = next((name for name in ("year", "at") if name in taken), None)
    if word is None:
        raise ValueError(f"{answering.__name__} takes neither a year nor a day, so has no series")
    return word


def _columns(table: Table, word: str) -> list[str]:
    if word in table.columns:
        return table.columns
    return [*(c for c in table.columns if c not in ("sources", "facts")), word, "sources", "facts"]


def _dated(table: Table, word: str, when: int | date) -> list[Row]:
    return [{**row, word: when} for row in table]


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in KEY)


def _family(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in FAMILY)


def _is_known(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) is not None for name in NUMBERS)


def _with_gaps(rows: list[Row], years: range) -> tuple[list[Row], list[str]]:
    """Add a row of unknown value for every year without a figure of a measure, and say so.

    Where others of the measure have a number in a year, what is missing beside them was not listed,
    as a small partner is not: no row is added, for a figure may exist.
    """
    known = {_key(row): row for row in rows if _is_known(row)}
    seen = {(_family(row), row["year"]) for row in rows if _is_known(row)}
    kept = [row for row in rows if _key(row) in known]
    present = {(_key(row), row["year"]) for row in kept}
    missing = {
        family: [y for y in years if (family, y) not in seen] for family, _ in sorted(seen, key=str)
    }
    added: list[Row] = [
        {**{name: row.get(name) for name in (*KEY, "unit")}, "year": y, "sources": [], "facts": []}
        for key, row in known.items()
        for y in missing[_family(row)]
        if (key, y) not in present
    ]
    never = {_key(row): _name(row) for row in rows if _key(row) not in known}
    unlisted = {
        _name(row): [y for y in years if (key, y) not in present and y not in missing[_family(row)]]
        for key, row in known.items()
    }
    gaps = {_name(dict(zip(FAMILY, family, strict=True))): ys for family, ys in missing.items()}
    return kept + added, [
        *_said("no data, which is not zero", gaps),
        *_said("not listed beside others of the measure", unlisted),
        *([f"unknown in every year: {', '.join(never.values())}"] if never else []),
    ]


def _name(row: Mapping[str, Any]) -> str:
    """Return a measure with what it is of."""
    about = row.get("subject") or row.get("label") or row.get("over") or row.get("commodity")
    return f"{row['measure']} of {about}" if about else str(row["measure"])


def _said(what: str, years: Mapping[str, list[int]]) -> list[str]:
    listed = [f"{name} {known_years(missing)}" for name, missing in years.items() if missing]
    return [f"{what}: {', '.join(listed)}"] if listed else []


def _notes(notes: Mapping[int, Iterable[str]]) -> list[str]:
    """Return what was said of each year, once where it is the same but for the year."""
    said: dict[str, list[int]] = {}
    for year, texts in notes.items():
        for text in texts:
            said.setdefault(re.sub(rf"\b{year}\b", "the year", text), []).append(year)
    return [f"{known_years(years)}: {text}" for text, years in said.items()]
