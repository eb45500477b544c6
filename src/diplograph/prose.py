"""An answer as text for a paper: a sentence a number, its formula and inputs, footnotes, BibTeX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from diplograph import lookup, provenance
from diplograph.errors import SourceError
from diplograph.store import Store
from diplograph.table import text
from diplograph.vocab import short, thing

# How each measure of an answer comes about, in one line; the docstrings in `analysis` say more.
FORMULAS = {
    "import_share": "imports from the partner / all imports, of one reporter",
    "export_share": "exports to the partner / all exports, of one reporter",
    "transit_share": "volume on the routes that cross the state / the whole flow",
    "route_share": "volume on the route / the whole flow",
    "way_share": "volume on all routes of one way / the whole flow",
    "supplier_hhi": "sum of the squared shares of suppliers",
    "route_hhi": "sum of the squared shares of routes",
    "state_hhi": "sum of the squared shares of transit states, scaled to sum to one (house)",
    "gdp_exposure": "trade or money between the two / GDP of the first",
    "turnover_share": "turnover with the partner / whole turnover, as published",
    "path": "the weakest share among the hops of the chain",
    "pagerank": "random walk from the dependent to its providers (personalised PageRank)",
    "max_flow": "the most that the published capacities let pass (maximum flow)",
    "route": "the sum of lengths, days or costs of the segments of the way",
    "served": "the sum of what the routes carry",
    "lost": "volumes before less what the same routes keep",
    "rerouted": "what open routes take over by spare capacity (linear program)",
    "unserved": "lost less rerouted",
    "route_volume": "kept and taken over on the route",
    "mean_length": "length of the routes, weighted by volume",
    "supply_lost": "the sum of the shares of the suppliers that stop",
    "unallocated": "target less what documents commit or disburse",
}
NUMBERS = ("value", "baseline", "scenario", "volume")


def markdown(store: Store, content: Mapping[str, Any]) -> str:
    """Return an answer of `--format json` as Markdown that a paper can take over.

    Parameters
    ----------
    store
        The graph that the answer was made from.
    content
        The object of `Answer.to_json`: `question`, `rows`, `notes`.

    Returns
    -------
    str
        One item a row with a number: measure, what it is about, band, unit, formula, and each input
        with a footnote; then the notes, the footnotes (publisher, title, locator, address, day on
        which it was read) and the BibTeX entries of all sources.

    Raises
    ------
    SourceError
        If the object is no answer.

    Examples
    --------
    >>> import json, diplograph as dg
    >>> from diplograph.answers import dependence
    >>> found = dependence(dg.example(), "XAA", "XBB", commodity="oil-products", year=2024)
    >>> paper = markdown(dg.example(), json.loads(found.to_json()))
    >>> paper.splitlines()[2].partition(" Formula")[0]
    '- **import share** of oil-products, 2024: 60 percent.'
    """
    rows = content.get("rows")
    if not isinstance(rows, list) or not isinstance(content.get("question"), dict):
        raise SourceError(["this is no answer of --format json; it needs 'question' and 'rows'"])
    notes = _Footnotes(store, (fact for row in rows for fact in row.get("facts") or ()))
    items = [_item(store, row, notes) for row in rows if _numbers(row)]
    question = ", ".join(f"{k} {text(v)}" for k, v in content["question"].items() if v)
    said = [f"Note: {note}." for note in content.get("notes") or ()]
    parts = [f"Question: {question}.", "\n".join(items), *said, notes.listed(), notes.bibtex()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _numbers(row: Mapping[str, Any]) -> list[str]:
    """Return the numbers of a row in words, each with its band."""
    unit = row.get("unit") or ""
    found = []
    for name in NUMBERS:
        if row.get(name) is None:
            continue
        bounds = ("low", "high") if name == "value" else (f"{name}_low", f"{name}_high")
        low, high = (row.get(bound) for bound in bounds)
        dash = " to " if low is not None and low < 0 else "–"
        band = "" if low is None or low == high else f" ({_round(low)}{dash}{_round(high)})"
        label = "" if name == "value" else f"{name} "
        here = row.get("volume_unit") or unit if name == "volume" else unit
        found.append(f"{label}{_round(row[name])}{band} {here}")
    return found


def _round(number: Any) -> str:
    return f"{number:.4g}" if abs(number) < 1e4 else f"{number:,.0f}"


def _item(store: Store, row: Mapping[str, Any], notes: _Footnotes) -> str:
    measure = str(row.get("measure", ""))
    about = row.get("label") or row.get("commodity") or row.get("subject")
    if not about and row.get("places"):
        about = " – ".join(lookup.label(store, thing(p).value) for p in row["places"])
    of = f" of {about}" if about else ""
    drivers = row.get("drivers")  # None but in a comparison of two years, [] of a whole change
    change = "" if drivers is None else f"{'part' if drivers else 'whole'} of the change of "
    of += f", brought by {text(drivers)}" if drivers else ""
    when = f", {row.get('year') or row.get('at')}" if row.get("year") or row.get("at") else ""
    formula = f" Formula: {FORMULAS[measure]}." if measure in FORMULAS and not drivers else ""
    inputs = "; ".join(notes.cited(fact) for fact in row.get("facts") or ())
    behind = f" Inputs: {inputs}." if inputs else ""
    what = f"{change}**{measure.replace('_', ' ')}**{of}{when}"
    return f"- {what}: {'; '.join(_numbers(row))}.{formula}{behind}"


def _period(start: Any, end: Any) -> str:
    """Return a period in brackets; a whole calendar year is that year.

    >>> _period("2024-01-01", "2024-12-31"), _period("2024-01-01", None), _period(None, None)
    (' (2024)', ' (2024-01-01 to –)', '')
    """
    first, last = text(start), text(end)
    if first[4:] == "-01-01" and last == f"{first[:4]}-12-31":
        return f" ({first[:4]})"
    return f" ({first} to {last})" if start else ""


class _Footnotes:
    """The facts of an answer and their sources, numbered in the order in which they are cited."""

    def __init__(self, store: Store, facts: Iterable[str]) -> None:
        self._store = store
        self._facts: dict[str, list[dict[str, Any]]] = {}
        for row in provenance.explain_facts(store, facts):
            self._facts.setdefault(short(row["fact"]), []).append(row)
        self._titles = {r["source"]: r["title"] for r in provenance.sources(store)}
        self._numbers: dict[tuple[str, str], int] = {}

    def cited(self, fact: str) -> str:
        """Return a fact in words with its footnote marks."""
        rows = self._facts.get(fact, [])
        if not rows:
            return fact
        first = rows[0]
        number = "" if first["value"] is None else f"{text(first['value'])} {first['unit']}"
        band = "" if first["low"] is None else f" {text(first['low'])}–{text(first['high'])}"
        unit = f" {first['unit']}" if not number and band else ""
        marks = "".join(map(self._mark, rows))
        return (
            f"{number or first['kind']}{band}{unit}{_period(first['start'], first['end'])}{marks}"
        )

    def _mark(self, row: dict[str, Any]) -> str:
        key = (row["source"], row["locator"])
        return f"[^{self._numbers.setdefault(key, len(self._numbers) + 1)}]"

    def listed(self) -> str:
        """Return the footnotes that were cited."""
        by_key = {(r["source"], r["locator"]): r for rows in self._facts.values() for r in rows}
        return "\n".join(
            f"[^{number}]: {row['publisher']}, “{self._titles[source]}”, {locator},"
            f" {row['url'] or 'no address'} (read {row['accessed']})."
            for (source, locator), number in self._numbers.items()
            for row in [by_key[source, locator]]
        )

    def bibtex(self) -> str:
        """Return the entries of all sources that were cited, in a fenced block."""
        sources = sorted({source for source, _ in self._numbers})
        entries = "\n".join(provenance.cite(self._store, source).strip() for source in sources)
        return f"```bibtex\n{entries}\n```" if entries else ""
