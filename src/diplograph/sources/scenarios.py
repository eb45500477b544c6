"""Scenario files: what is assumed, of which flows it is asked, and where a number comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from diplograph.errors import NotFoundError, SourceError
from diplograph.files import folder
from diplograph.vocab import node, thing

KINDS = {
    "close": "states, places, segments or routes carry nothing",
    "close-transit": "states let nothing pass that is not for themselves",
    "reduce": "places and segments keep `percent` of their capacity",
    "capacity": "places and segments have the capacity `value` in `unit`",
    "raise": "every part of a route, place or segment below `value` in `unit` is lifted to it",
    "open": "segments that are planned or shut carry",
    "add": "a segment that the graph does not have",
    "stop": "states sell nothing",
    "sanction": "what organisations operate or own carries nothing",
    "initiative": "what the documents of an agreement support, as far as they say how much",
}
NUMBER = {"reduce": "percent", "capacity": "value", "raise": "value"}


@dataclass(frozen=True)
class About:
    """A flow that a scenario is asked about.

    `origin` alone: what the state sends out by all its routes. `destination` alone: what the state
    takes in. Both: what can pass between two ends. `year` is that of its figures, if another;
    `without` closes states, places and segments before and after alike, to look at one way;
    `modes` keeps segments of these modes only.
    """

    commodity: str
    origin: str = ""
    destination: str = ""
    year: int | None = None
    without: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assumption:
    """One change, with the reason for it; `sources` name where its number comes from.

    `low` and `high` are bounds of `percent` or `value`. `origin`, `destination`, `mode`, `states`
    and `commodities` describe a segment that is added.
    """

    kind: str
    what: tuple[str, ...]
    because: str
    percent: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    sources: tuple[str, ...] = ()
    origin: str = ""
    destination: str = ""
    mode: str = ""
    states: tuple[str, ...] = ()
    commodities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """Numbers that the change in place `change` (from 1) takes one after the other."""

    change: int
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Scenario:
    """What a file in `data/scenarios` says."""

    name: str
    label_en: str
    label_ja: str
    year: int
    about: tuple[About, ...]
    change: tuple[Assumption, ...]
    at: date | None = None
    days: int = 365
    plans: bool = False
    note: str = ""
    sweep: Sweep | None = field(default=None)


def names(data: Path | None = None) -> list[str]:
    """Return the names of the scenarios of a data folder, else of the shipped one, sorted."""
    return sorted(path.stem for path in ((data or folder("data")) / "scenarios").glob("*.toml"))


def quads(scenario: Scenario) -> Iterator[ox.Quad]:
    """Yield what a scenario assumes, in a graph of its own: assumptions, and nothing else."""
    graph = thing(f"graph/assumptions/{scenario.name}")
    about = thing(f"scenario/{scenario.name}")
    said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (about, node("rdf:type"), node("dg:Scenario")),
        (about, node("rdfs:label"), ox.Literal(scenario.label_en, language="en")),
        (about, node("rdfs:label"), ox.Literal(scenario.label_ja, language="ja")),
    ]
    for place, change in enumerate(scenario.change, 1):
        one = thing(f"assumption/{scenario.name}.{place:02d}")
        said += [
            (about, node("dg:assumes"), one),
            (one, node("rdf:type"), node("dg:Assumption")),
            (one, node("dg:changeKind"), ox.Literal(change.kind)),
            (one, node("dg:reason"), ox.Literal(change.because)),
            *((one, node("dg:changes"), thing(name)) for name in change.what),
            *((one, node("dg:source"), thing(f"source/{name}")) for name in change.sources),
        ]
        number = change.percent if change.kind == "reduce" else change.value
        if number is not None:
            decimal = ox.Literal(f"{number:g}", datatype=node("xsd:decimal"))
            unit = ox.Literal("percent" if change.kind == "reduce" else change.unit)
            said += [(one, node("dg:assumedNumber"), decimal), (one, node("dg:assumedUnit"), unit)]
    yield from (ox.Quad(*statement, graph) for statement in said)


def read(name: str | Path) -> Scenario:
    """Read a shipped scenario by name, or any TOML file by its path.

    Raises
    ------
    NotFoundError
        If there is neither; near names are told.
    SourceError
        If the file is no TOML, or a key is unknown, missing or of a wrong type.
    """
    path = folder("data") / "scenarios" / f"{name}.toml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        near = get_close_matches(str(name), names(), n=3) or names()
        raise NotFoundError("scenario", str(name), near)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError([f"{path.name}: {error}; mend the TOML there"]) from None
    problems = list(_problems(content))
    if problems:
        raise SourceError([f"{path.name}: {problem}" for problem in problems])
    return _scenario(path.stem, content)


def no_sweep(scenario: Scenario) -> SourceError:
    """Return the error for a scenario that has no numbers to run through."""
    hint = "add [sweep] with change = 1 and numbers = [10, 20]"
    return SourceError([f"{scenario.name}.toml: no [sweep]; {hint}"])


def _scenario(name: str, content: dict[str, Any]) -> Scenario:
    parts = {
        "about": tuple(About(**_tuples(part)) for part in content["about"]),
        "change": tuple(Assumption(**_tuples(part)) for part in content["change"]),
    }
    if "sweep" in content:
        parts["sweep"] = Sweep(**_tuples(content["sweep"]))  # type: ignore[assignment]
    return Scenario(**{**content, **parts, "name": name})


def _tuples(part: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in part.items()}


def _problems(content: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a file, each with the place and what to do."""
    yield from _keys("the file", {**content, "name": ""}, Scenario)
    if "label_en" not in content or not isinstance(content.get("year"), int):
        return
    for table, kind in (("about", About), ("change", Assumption)):
        parts = content.get(table)
        if not isinstance(parts, list) or not parts:
            yield f"no [[{table}]]; write at least one"
            continue
        for place, part in enumerate(parts, 1):
            yield from _keys(f"{table} {place}", part, kind)
            yield from _number(place, part) if table == "change" else ()
    if "sweep" in content:
        yield from _keys("sweep", content["sweep"], Sweep)
        if content["sweep"].get("change", 1) not in range(1, len(content.get("change", ())) + 1):
            yield f"sweep: no change {content['sweep']['change']}; they are counted from 1"


def _keys(where: str, part: dict[str, Any], kind: type) -> Iterator[str]:
    known = {f.name for f in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING}
    for key in sorted(set(part) - known):
        near = get_close_matches(key, known, n=1) or sorted(known)
        yield f"{where}: unknown key {key!r}; write {' or '.join(near)}"
    for key in sorted(needed - set(part)):
        yield f"{where}: {key!r} is missing; add it"


def _number(place: int, part: dict[str, Any]) -> Iterator[str]:
    kind = part.get("kind")
    if kind not in KINDS:
        yield f"change {place}: kind {kind!r} is unknown; write one of {', '.join(KINDS)}"
        return
    wanted = NUMBER.get(kind)
    if not isinstance(part.get("what"), list):
        yield f"change {place}: 'what' is no list; write what = [\"RUS\"]"
    if wanted and not isinstance(part.get(wanted), int | float):
        yield f"change {place}: {kind!r} needs a number; add {wanted} = …"
    for key in {"percent", "value", "low", "high"} & set(part):
        if isinstance(part[key], int | float) and part[key] < 0:
            yield f"change {place}: {key} is below 0; write 0 or more"
    if wanted == "value" and not part.get("unit"):
        yield f"change {place}: 'unit' is missing; write the unit of the capacity, as TEU/yr"
