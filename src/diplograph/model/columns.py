"""What a record and a column are: the bases of all tables.

The class body is the schema: `sources.curated` reads a table by it, and `triples` turns any record
into RDF, neither knowing which one it is. `data/README.md` says the same in words.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, NamedTuple

PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
PROVENANCE = ("source", "locator", "accessed", "basis", "note")


class Day(NamedTuple):
    """A day, and the text it was read from where the source states less than a day."""

    day: date
    stated: str


def partial_day(text: str, *, last: bool) -> Day:
    """Read YYYY, YYYY-MM or YYYY-MM-DD as the first (or last) day that it covers.

    Raises ValueError where the text is no date, or no day of the calendar.

    >>> partial_day("2024-02", last=True).day.isoformat()
    '2024-02-29'
    """
    match = PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        month = (12 if last else 1) if month is None else month
        final = calendar.monthrange(year, month)[1]
        day = (final if last else 1) if day is None else day
        return Day(date(year, month, day), text)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"{text!r} is no day of the calendar; correct month or day") from error


class Cell(NamedTuple):
    """How one column is read and written.

    `kind`: id, ref, refs, steps, any, label, text, url, wikidata, start, end, number, word, class,
    property, value. `of`: the kind of thing a reference names, the enumeration of a word, or the
    suffix of a class. `carrier`: whether the cell belongs to the node that a figure is about
    (`only`) or to both (`both`).
    """

    kind: str
    of: str
    required: bool
    predicate: str
    carrier: str


def column(
    kind: str,
    of: str = "",
    *,
    required: bool = False,
    predicate: str = "",
    carrier: str = "",
) -> Any:
    """Declare a column of a table; `predicate` defaults to `dg:` and the camel-cased name."""
    cell = Cell(kind, of, required or kind == "id", predicate, carrier)
    return field(default=None, metadata={"cell": cell})


@dataclass(frozen=True, kw_only=True)
class Record:
    """Base of all records.

    `kind_name` is the path of its IRIs, `class_name` its class in the ontology, `key` the columns
    that make its IRI. A record with a `carrier_name` is a figure about a second node, which is made
    of the columns marked `carrier` and named by `carrier_key`.
    """

    kind_name: ClassVar[str]
    class_name: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ("id",)
    carrier_name: ClassVar[str] = ""
    carrier_class: ClassVar[str] = ""
    carrier_key: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class Fact(Record):
    """A record that a source states."""

    source: str = column("ref", "source", required=True)
    locator: str = column("text", required=True)
    accessed: Day = column("start", required=True)
    basis: str = column("word", "Basis", required=True)
    note: str | None = column("text", predicate="skos:note")


@dataclass(frozen=True, kw_only=True)
class Named(Fact):
    """A thing with an id of its own and labels."""

    id: str = column("id")
    label_en: str = column("label", required=True)
    label_ja: str = column("label", required=True)
    label_ru: str | None = column("label")


@dataclass(frozen=True, kw_only=True)
class Concept(Record):
    """A SKOS concept of the project's own lists."""

    id: str = column("id")
    broader: str | None = column("ref", predicate="skos:broader")
    label_en: str = column("label", required=True)
    label_ja: str = column("label", required=True)
    label_ru: str | None = column("label")


def cells(record: type[Record]) -> dict[str, Cell]:
    """Return the columns of a table in the order of its header: own columns, then provenance."""
    named = {f.name: f.metadata["cell"] for f in fields(record) if "cell" in f.metadata}
    last = [name for name in PROVENANCE if name in named and issubclass(record, Fact)]
    return {name: named[name] for name in [n for n in named if n not in last] + last}
