"""The `map` view of a scenario: volumes or capacities without it and under it, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from diplograph import lookup
from diplograph.analysis.routes import max_flow
from diplograph.answers import Answer
from diplograph.answers.chains import chains_of
from diplograph.answers.ways import with_ends
from diplograph.answers.whatif import scenario as answer_of
from diplograph.answers.whatif.assumed import Assumed, assumed, base_network
from diplograph.answers.whatif.ground import Ground
from diplograph.errors import NotFoundError, QueryError
from diplograph.networks import capacity_unit
from diplograph.sources import scenarios
from diplograph.sources.scenarios import About, Scenario
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views.atlas import Sheet, looks_of, map_notes, sheet, touched
from diplograph.views.chart import SOURCE_COLUMNS, Chart, sources_of
from diplograph.views.evidence import used_sources
from diplograph.views.map import map_spec
from diplograph.views.picture import Line
from diplograph.views.scene import GONE, Scene, amount_scene, placed
from diplograph.vocab import short

COLUMNS = ("segment", "from", "mode", "to", "states", "before", "after", "unit", "cut")
Amounts = dict[str, float | None]


@dataclass(frozen=True)
class Case:
    """One flow of a scenario with the networks and amounts before and after."""

    about: About
    slug: str
    answer: Answer
    networks: tuple[Any, Any]
    amounts: tuple[Amounts, Amounts]
    cuts: tuple[frozenset[str], frozenset[str]]
    unit: str
    ends: tuple[str, ...]
    shut: frozenset[str]

    @property
    def gone(self) -> set[str]:
        """The segments that the scenario closes."""
        before, after = ({key for *_, key in n.edges(keys=True)} for n in self.networks)
        return before - after


def scenario_map(
    store: Store,
    language: str,
    name: str,
    *,
    commodity: str | None = None,
    origin: str | None = None,
    destination: str | None = None,
) -> Chart:
    """Return two maps of one flow of a scenario; the first that fits what is given."""
    chosen = scenarios.read(name)
    case = _case(store, chosen, _about(store, chosen, commodity, (origin, destination)))
    day = chosen.at or date(chosen.year, 12, 31)
    page = sheet(store, language, day)
    keys = {key for network in case.networks for *_, key in network.edges(keys=True)}
    lines = [line for line in page.lines if line.key in keys]
    seen = placed(lines, page.spots)
    scenes = _scenes(page, case, seen)
    sources = used_sources(page.known, lines, touched(page, lines), None)
    rows = {row["url"]: row for t in (sources, sources_of(store, case.answer.sources)) for row in t}
    label = chosen.label_ja if language == "ja" else chosen.label_en
    return Chart(
        name="map", language=language, at=day,
        title=f"{label}: {page.names(f'commodity/{case.slug}')}",
        summary=_summary(page, case),
        spec=map_spec(page.names, scenes, page.spots, page.say),
        table=_table(page, case, lines),
        headings={column: page.say.get(column, column) for column in COLUMNS},
        sources=Table(SOURCE_COLUMNS, list(rows.values())),
        method=page.say["scenario_method"] + page.say["map_method"],
        query=f"diplograph scenario {name}",
        statements=len(store),
        looks=looks_of(_wording(page, case), scenes),
        notes=[
            *map_notes(page.say, len(lines) - len(seen), case.answer.notes),
            *_undrawn(page, sorted(keys - {line.key for line in lines})),
        ],
        moves=True,
    )  # fmt: skip


def _undrawn(page: Sheet, added: Sequence[str]) -> list[str]:
    """Say which segments the scenario adds: the graph knows no course, mode or source of them."""
    return [page.say["added"].format(names=", ".join(added))] if added else []


def _about(
    store: Store, chosen: Scenario, commodity: str | None, ends: tuple[str | None, str | None]
) -> About:
    """Return the first flow of a scenario that fits what is given; one with an origin."""
    wanted = (commodity and lookup.commodity(store, commodity), *ends)
    for about in chosen.about:
        have = (about.commodity, about.origin, about.destination)
        if about.origin and all(w in (None, h) for w, h in zip(wanted, have, strict=True)):
            return about
    if not any(about.origin for about in chosen.about):
        raise QueryError(
            f"scenario {chosen.name} is about what states take in, which no map can show;"
            " draw its answer as bars: view(store, answers.whatif.scenario(store, name))"
        )
    offered = [f"{a.commodity} {a.origin} {a.destination}".strip() for a in chosen.about]
    asked = " ".join(filter(None, wanted)) or "with an origin"
    raise NotFoundError(f"flow of scenario {chosen.name}", asked, offered)


def _case(store: Store, chosen: Scenario, about: About) -> Case:
    ground, slug = Ground(store), lookup.commodity(store, about.commodity)
    found = answer_of(ground, replace(chosen, about=(about,)))
    means = [assumed(store, which, slug) for which in (None, chosen)]
    bases = [base_network(ground, chosen, about, m.segments) for m in means]
    ends = [short(lookup.reference(store, e).value) for e in (about.origin, about.destination) if e]
    near = [*ends, *(b.nodes[e]["state"] for b in bases for e in ends if e in b)]
    networks = [m.network(b, near) for m, b in zip(means, bases, strict=True)]
    sent = not about.destination
    unit = capacity_unit(store, slug)
    routes = [r for r in found.rows if r["measure"] == "route_volume"]
    amounts = (
        [_volumes(store, slug, routes, name) for name in ("baseline", "scenario")]
        if sent
        else [_capacities(network) for network in networks]
    )
    cuts = [frozenset[str]() if sent else _cut(with_ends(n, ends), ends) for n in networks]
    return Case(
        about, slug, found, (networks[0], networks[1]), (amounts[0], amounts[1]),
        (cuts[0], cuts[1]), routes[0]["unit"] if routes else unit, tuple(ends), _shut(means[1]),
    )  # fmt: skip


def _volumes(
    store: Store, slug: str, routes: Sequence[Mapping[str, Any]], column: str
) -> dict[str, float | None]:
    """Return what each segment carries: the sum of the routes of the answer that use it."""
    chains = chains_of(store, slug)
    carried: dict[str, float | None] = {}
    for row in routes:
        for segment in dict.fromkeys(chains[row["subject"]].segments):
            carried[segment] = (carried.get(segment) or 0.0) + (row[column] or 0.0)
    return carried


def _capacities(network: Any) -> dict[str, float | None]:
    return {key: data["capacity"] for *_, key, data in network.edges(keys=True, data=True)}


def _cut(network: Any, ends: Sequence[str]) -> frozenset[str]:
    if not set(ends) <= set(network):
        return frozenset()
    found = max_flow(network, ends[0], ends[1])
    return frozenset((*found.places, *found.segments))


def _shut(meaning: Assumed) -> frozenset[str]:
    closed = {
        part for change in meaning.changes if change.kind == "close" for part in change.things
    }
    return frozenset(meaning.transit_shut | meaning.stopped | {p for p in closed if "/" not in p})


def _scenes(page: Sheet, case: Case, lines: Sequence[Line]) -> list[Scene]:
    largest = max((a for amounts in case.amounts for a in amounts.values() if a), default=0.0)
    scenes = []
    for title, amounts, cut in zip(("before", "after"), case.amounts, case.cuts, strict=True):
        scene = amount_scene(page.say[title], lines, amounts, case.unit, largest=largest)
        gone = case.gone if title == "after" else set()
        stretches = [
            replace(s, look=GONE, width=1.8, amount=page.say["look_gone"])
            if s.line.key in gone
            else replace(s, cut=s.line.key in cut)
            for s in scene.stretches
        ]
        places = frozenset(name for name in cut if name.startswith("place/"))
        shut = case.shut if title == "after" else frozenset[str]()
        scenes.append(Scene(scene.title, stretches, shut, places, _focus(case, lines)))
    return scenes


def _focus(case: Case, lines: Sequence[Line]) -> frozenset[str]:
    """Return the ends of a passage with all that changes between them; none for a sender."""
    if not case.about.destination:
        return frozenset()
    before, after = case.amounts
    moved = [
        x
        for x in lines
        if (x.key in before, before.get(x.key)) != (x.key in after, after.get(x.key))
    ]
    ends = {end for line in moved for end in (line.origin, line.destination)}
    return frozenset(ends | set(case.ends) | case.cuts[0] | case.cuts[1])


def _wording(page: Sheet, case: Case) -> Mapping[str, str]:
    """Return the words of the legend: width is a volume where the flow of a state is drawn."""
    volume = page.say["look_volume"]
    return page.say if case.about.destination else {**page.say, "look_known": volume}


def _summary(page: Sheet, case: Case) -> str:
    """Return what is served, or can pass, without and under the scenario."""
    wanted = "max_flow" if case.about.destination else "served"
    row = next((r for r in case.answer.rows if r["measure"] == wanted), None)
    if row is None:
        return ""
    before, after = (
        page.say["unlimited"] if row[c] is None else f"{number(row[c])} {row['unit']}"
        for c in ("baseline", "scenario")
    )
    return f"{' → '.join(map(page.names, case.ends))}: {before}; {page.say['after']}: {after}."


def _table(page: Sheet, case: Case, lines: Sequence[Line]) -> Table:
    cut = case.cuts[0] | case.cuts[1]
    rows = []
    for line in lines:
        plain: dict[str, Any] = {n: "; ".join(d.text for d in line.cells[n]) for n in COLUMNS[:5]}
        before, after = (amounts.get(line.key) for amounts in case.amounts)
        closed = 0.0 if line.key in case.gone else after
        known = page.say["yes"] if line.key in cut else None
        rows.append(plain | {"before": before, "after": closed, "unit": case.unit, "cut": known})
    rows.sort(key=lambda r: (-(r["before"] or 0), -(r["after"] or 0), r["segment"]))
    return Table(list(COLUMNS), rows)
