"""What a view shows, before it is a page: spots, lines, filters, legend, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diplograph import lookup
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import node, thing

WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\"'<>\\^`{|}]+", re.IGNORECASE)

ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]$")


@dataclass(frozen=True)
class Detail:
    """One line of a card or one part of a table cell: name, wording and, if any, a web address."""

    name: str
    text: str
    url: str | None = None

    def as_list(self) -> list[str]:
        """Return the line for the page's script; an address that is not http(s) is left out."""
        address = safe_address(self.url)
        return [self.name, self.text, address] if address else [self.name, self.text]


@dataclass(frozen=True)
class Spot:
    """A node: where it stands, how it looks, and what its card says. Low `rank` is labelled first.

    `estimated`: the position is not known; `group`: what it belongs to, such as a state.
    """

    key: str
    label: str
    kind: str
    x: float
    y: float
    rank: int
    details: Sequence[Detail] = ()
    estimated: bool = False
    group: str = ""


@dataclass(frozen=True)
class Line:
    """An edge: what joins two spots, its look, its tags for the filters, and its table cells.

    `days` are the first and the last on which it holds; None is open or unknown.
    """

    key: str
    origin: str
    destination: str
    label: str
    kind: str
    cells: Mapping[str, Sequence[Detail]]
    details: Sequence[Detail] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    width: float = 1.5
    dashes: tuple[int, ...] = ()
    directed: bool = True
    days: tuple[date | None, date | None] = (None, None)

    def holds(self, at: date) -> bool:
        """Tell whether what the line stands for holds on a day; an unknown end leaves it open."""
        start, end = self.days
        return (start is None or start <= at) and (end is None or end >= at)


@dataclass(frozen=True)
class Choice:
    """A value of a filter with its wording and the number of lines that have it."""

    value: str
    label: str
    count: int
    chosen: bool = True


@dataclass(frozen=True)
class Filter:
    """A filter: `all` or `any` of a line's tags are chosen, `one` is equal, `hide` takes away."""

    key: str
    label: str
    rule: str
    choices: Sequence[Choice]
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """How a kind looks: colour and, for a spot, shape; for a line, dashes."""

    label: str
    color: str
    shape: str = ""
    dashes: tuple[int, ...] = ()
    width: float = 3


@dataclass(frozen=True)
class Grid:
    """Meridians, parallels and names of states behind a map: position and wording."""

    meridians: Sequence[tuple[float, str]] = ()
    parallels: Sequence[tuple[float, str]] = ()
    names: Sequence[tuple[float, float, str]] = ()
    core: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Picture:
    """All that a page shows. `spot_marks` and `line_marks` map the kinds to their looks.

    `span` are the first and last day of the time slider, if the page has one: then `lines` are
    those of all days, and those of `at` are shown first. Of the spots the first `core` by rank are
    drawn at once, so that a network of ten thousand opens; the others when they are asked for.
    """

    name: str
    language: str
    at: date
    title: str
    summary: str
    spots: Sequence[Spot]
    lines: Sequence[Line]
    left_out: int
    spot_marks: Mapping[str, Mark]
    line_marks: Mapping[str, Mark]
    styles: Sequence[Mark]
    filters: Sequence[Filter]
    columns: Mapping[str, str]
    sources: Table
    method: str
    query: str
    statements: int
    grid: Grid = field(default_factory=Grid)
    headline: Table | None = None
    span: tuple[date, date] | None = None
    core: int = 1500

    @property
    def of_day(self) -> list[Line]:
        """The lines that hold on the day of the picture."""
        return [line for line in self.lines if line.holds(self.at)]


class Names:
    """Labels of things and terms in one language, each looked up once."""

    def __init__(self, store: Store, language: str) -> None:
        self.store, self.language = store, language
        self._known: dict[str, str] = {}

    def __call__(self, reference: str) -> str:
        """Return the label of a thing by its short reference (`KAZ`, `place/aktau`, `dg:Rail`)."""
        if reference not in self._known:
            iri = (node if reference.startswith("dg:") else thing)(reference).value
            self._known[reference] = lookup.label(self.store, iri, self.language)
        return self._known[reference]

    def plain(self, reference: str) -> str:
        """Return the label without what sets it apart from its namesakes: `planned (asset)`."""
        return ASIDE.sub("", self(reference))


def safe_address(url: Any) -> str | None:
    """Return a web address if it is one: http or https, and no character that needs escaping.

    >>> safe_address("https://example.org/a?b=1"), safe_address("javascript:alert(1)")
    ('https://example.org/a?b=1', None)
    """
    return url if isinstance(url, str) and WEB_ADDRESS.fullmatch(url) else None


def choices(
    lines: Sequence[Line], key: str, labels: Mapping[str, str], *, off: Sequence[str] = ()
) -> list[Choice]:
    """Return the values that lines have for a tag, the commonest first."""
    counts: dict[str, int] = {}
    for line in lines:
        for value in set(line.tags.get(key, ())):
            counts[value] = counts.get(value, 0) + 1
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    return [Choice(v, labels.get(v, v), counts[v], v not in off) for v in ordered]


def as_day(value: Any) -> date | None:
    """Return a date from what the store states as one; None where it is no full day."""
    if isinstance(value, date) or value is None:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
