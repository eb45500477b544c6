"""Write docs/validation.md: published results, the same from this graph, and why they differ.

python docs/make_validation_page.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import diplograph as dg
from diplograph import answers, figures
from diplograph.figures import Figure

HEADER = (
    "result", "published", "ours", "difference", "how ours is made", "why they differ", "sources",
)  # fmt: skip
PAGE = Path(__file__).with_name("validation.md")
MIRROR = (
    "the published share is made from what partners report; ours from the state's own customs, so"
    " transit and re-export fall elsewhere"
)
ROUND = "within the rounding of the published number"
Get = Callable[["Known"], float | None]


@dataclass(frozen=True)
class Result:
    """One published result: what it is, its figure, how ours is made, and why the two differ."""

    what: str
    published: Get
    ours: Get
    made: str
    reason: str
    unit: str = "%"


class Known:
    """The figures of the graph, and short ways to one number of them."""

    def __init__(self, store: dg.Store) -> None:
        self.store = store
        self.every = figures.counted(figures.read(store))
        self.used: list[str] = []

    def one(self, found: Iterable[Figure]) -> float | None:
        """Return the value of the best of some figures, and note its source."""
        known = figures.combine(found)
        if known is None:
            return None
        self.used.append(known.figures[0].source.removeprefix("source/"))
        return known.band.value

    def flow(
        self, origin: str, destination: str, year: int, measure: str, **more: str
    ) -> float | None:
        """Return a number of a flow; of one reporter and source where they are named."""
        return self.one(
            f
            for f in self.every
            if (f.origin, f.destination, f.year, f.measure) == (origin, destination, year, measure)
            and f.commodity == f"commodity/{more.get('commodity', 'total')}"
            and f.reporter == more.get("reporter", f.reporter)
            and f.source == more.get("source", f.source)
        )

    def about(self, thing: str, measure: str, year: int, **more: str) -> float | None:
        """Return a figure about a thing; of one commodity, partner and source where named."""
        return self.one(
            f
            for f in self.every
            if (f.about, f.measure) == (thing, measure)
            and f.year == year
            and f.commodity == more.get("commodity", f.commodity)
            and f.partner == more.get("partner", f.partner)
            and f.source == more.get("source", f.source)
        )


def percent(part: float | None, whole: float | None) -> float | None:
    """Return a part of a whole in percent, None where one is unknown."""
    return None if part is None or not whole else 100 * part / whole


def trade(state: str, partner: str, *, inward: bool, reason: str = MIRROR) -> Result:
    """Compare a partner's share of 2023 as the World Factbook has it with national customs."""
    word = "imports from" if inward else "exports to"
    measure = "ImportShare" if inward else "ExportShare"
    pair = (partner, state) if inward else (state, partner)
    whole = ("area/world", state) if inward else (state, "area/world")
    return Result(
        f"{state}: share of {word} {partner}, 2023",
        lambda k: k.flow(*pair, 2023, measure),
        lambda k: percent(
            k.flow(*pair, 2023, "Value", reporter=state),
            k.flow(*whole, 2023, "Value", reporter=state),
        ),
        f"{word} {partner} / all, as {state} reports",
        reason,
    )


def turnover(state: str, partner: str, year: int, reason: str) -> Result:
    """Compare a published share of turnover with the two published amounts."""
    return Result(
        f"{state}: share of turnover with {partner}, {year}",
        lambda k: k.about(state, "TurnoverShare", year, partner=partner),
        lambda k: percent(
            k.about(state, "Turnover", year, partner=partner),
            k.about(state, "Turnover", year, partner="area/world"),
        ),
        "turnover with the partner / whole turnover",
        reason,
    )


def growth(year: int, reason: str) -> Result:
    """Compare a published growth of the Trans-Caspian route with the two volumes."""
    return Result(
        f"Trans-Caspian route: growth of freight in {year}",
        lambda k: k.about("route/titr", "Growth", year, commodity="commodity/freight"),
        lambda k: _growth(
            k.about("route/titr", "Volume", year, commodity="commodity/freight"),
            k.about("route/titr", "Volume", year - 1, commodity="commodity/freight"),
        ),
        "volume of the year / that of the year before − 1",
        reason,
    )


def _growth(new: float | None, old: float | None) -> float | None:
    return None if new is None or not old else 100 * (new / old - 1)


def around_russia(year: int, reason: str) -> Result:
    """Compare what Reuters counts of Kazakh oil around Russia with the routes of the graph."""
    return Result(
        f"KAZ: oil that does not cross Russia, {year}",
        lambda k: k.about("KAZ", "ExportBypassing", year, partner="RUS"),
        lambda k: _other_ways(k, year),
        "sum of the routes of all ways but Russia",
        reason,
        "Mt",
    )


def _other_ways(known: Known, year: int) -> float | None:
    rows = answers.compare(known.store, "KAZ", commodity="crude-oil", year=year).rows
    volumes = [r["volume"] for r in rows if r["measure"] == "way_share" and r["way"] != "Russia"]
    return sum(volumes) if volumes else None


def remittances(state: str, year: int, reason: str) -> Result:
    """Compare published remittances in GDP with the two amounts."""
    return Result(
        f"{state}: remittances in GDP, {year}",
        lambda k: k.about(state, "GdpShare", year, commodity="commodity/remittances", partner=""),
        lambda k: percent(
            k.flow("area/world", state, year, "Value", commodity="remittances"),
            k.about(state, "Gdp", year),
        ),
        "remittances from all / GDP",
        reason,
    )


RESULTS = (
    trade("KAZ", "CHN", inward=True),
    trade("KAZ", "RUS", inward=True),
    trade("KAZ", "TUR", inward=True, reason=ROUND),
    trade("KAZ", "USA", inward=True, reason=ROUND),
    trade("KAZ", "CHN", inward=False),
    trade("KAZ", "RUS", inward=False),
    trade("KAZ", "TUR", inward=False),
    trade(
        "KAZ",
        "ITA",
        inward=False,
        reason="not explained by either source; Kazakh customs book crude oil to Italy",
    ),
    trade("KGZ", "CHN", inward=True),
    trade("KGZ", "KAZ", inward=True),
    trade("KGZ", "RUS", inward=True, reason=MIRROR + "; re-exports to Russia weigh more there"),
    trade("KGZ", "KAZ", inward=False),
    trade("KGZ", "RUS", inward=False, reason=MIRROR + "; gold, sold elsewhere, moves the whole"),
    turnover("UZB", "CHN", 2023, ROUND),
    turnover("UZB", "RUS", 2023, ROUND),
    turnover("UZB", "CHN", 2025, "two amounts are published, 16.2 and 17.2 billion dollars"),
    turnover("UZB", "RUS", 2025, ROUND),
    growth(2023, "sources differ on 2022: 1.7 Mt for the published 65 %, 1.485 Mt in the series"),
    growth(2024, "the published growth is over 2.76 Mt and to 4.5 Mt; rounded"),
    around_russia(2022, "Reuters estimates from tankers; the routes are the sender's own numbers"),
    around_russia(2023, "not every way around Russia has a volume for 2023 in the graph"),
    remittances("TJK", 2023, "published shares range from 38 to 48 %; GDP and transfers differ"),
    remittances("TJK", 2024, "remittances and GDP are those of other reporters"),
)


def lines(store: dg.Store) -> Iterator[str]:
    """Yield the lines of the page."""
    known = Known(store)
    yield "# Published results, and ours"
    yield ""
    yield (
        "Each row sets a result that somebody published beside the same measure made from other"
        " figures of this graph. A published share never enters the number that it is set"
        " beside. Written by `docs/make_validation_page.py`; a test keeps it up to date."
    )
    yield ""
    yield f"| {' | '.join(HEADER)} |"
    yield "|---" * len(HEADER) + "|"
    for result in RESULTS:
        theirs, mine = numbers(known, result)
        sources = ", ".join(f"`{name}`" for name in dict.fromkeys(known.used))
        gap = "–" if theirs is None or mine is None else f"{mine - theirs:+.1f}"
        cells = [result.what, said(theirs, result.unit), said(mine, result.unit), gap, result.made]
        yield f"| {' | '.join([*cells, result.reason, sources])} |"


def numbers(known: Known, result: Result) -> tuple[float | None, float | None]:
    """Return the published number and ours; `known.used` holds their sources."""
    known.used = []
    return result.published(known), result.ours(known)


def said(number: float | None, unit: str) -> str:
    """Return a number with its unit, – for an unknown one."""
    return "–" if number is None else f"{number:.3g} {unit}"


if __name__ == "__main__":
    PAGE.write_text("\n".join(lines(dg.load())) + "\n", encoding="utf-8")
