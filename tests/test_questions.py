"""The twenty questions of the first case against their published answers, with tolerances."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import diplograph as dg
from diplograph import answers
from diplograph.analysis.dependence import hhi
from diplograph.store import Store
from diplograph.vocab import short

FIVE = ("kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")


def values(rows: Any, **wanted: Any) -> list[float]:
    """Return the values of the rows that have the wanted cells."""
    kept = [r for r in rows if all(r[name] == cell for name, cell in wanted.items())]
    return [float(r["value"]) for r in kept if r["value"] is not None]


def row(rows: Any, **wanted: Any) -> dict[str, Any]:
    """Return the one row that has the wanted cells."""
    found = [dict(r) for r in rows if all(r[name] == cell for name, cell in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def stated(rows: Any, name: str) -> set[str]:
    return {r["value"] for r in rows if short(r["property"]) == f"dg:{name}"}


def test_p01_when_where_and_how_long_with_the_contradiction(store: Store) -> None:
    """Asks when, where and how long the first CA+JAD summit met, and who disagrees."""
    rows = dg.query(store, "summit_facts", event="event/ca-jad-summit-2025")
    assert stated(rows, "start") == {"2025-12-20"}
    assert stated(rows, "startTime") == {"09:30"}
    assert stated(rows, "durationMinutes") == {"80"}
    assert stated(rows, "venue") == {"a hotel in Tokyo", "Prime Minister's Office"}
    venues = [r for r in rows if short(r["property"]) == "dg:venue"]
    assert all(r["contradicted"] for r in venues)
    seed = row(venues, value="Prime Minister's Office")
    assert short(seed["source"]) == "source/seed-article"


def test_p02_more_than_150_documents(store: Store) -> None:
    """Asks how many documents were signed or presented on that occasion."""
    rows = dg.query(store, "documents_stated")
    found = {r["documents"] for r in rows if short(r["event"]) == "event/ca-jad-summit-2025"}
    assert found == {"more than 150"}


def test_p03_three_priority_areas_of_the_tokyo_initiative(store: Store) -> None:
    """Asks to name the three priority areas of the CA+JAD Tokyo Initiative."""
    rows = dg.query(store, "initiative_priorities")
    assert {short(r["theme"]) for r in rows} == {
        "theme/connectivity",
        "theme/green-and-resilience",
        "theme/human-resource-development",
    }


def test_p04_corridor_volumes_peak_and_fall(store: Store) -> None:
    """Asks what the Trans-Caspian route carried in 2021-2025, its peak year and its last change."""
    rows = dg.query(store, "corridor_volumes")
    published = {2021: 0.586, 2022: 1.485, 2023: 2.764, 2024: 4.484, 2025: 4.119}
    for year, volume in published.items():
        found = values(rows, year=year, unit="Mt", status="actual")
        assert any(value == pytest.approx(volume, rel=0.01) for value in found)
    assert max(published, key=lambda y: max(values(rows, year=y, status="actual"))) == 2024
    growth = [r["growth"] for r in rows if r["year"] == 2025 and r["status"] == "actual"]
    assert [float(g) for g in growth if g is not None] == pytest.approx([-8.1], abs=0.1)


def test_p05_use_of_the_corridor_in_2024(store: Store) -> None:
    """Asks what part of the corridor's 6 Mt a year was used in 2024."""
    rows = dg.query(store, "corridor_use", year=2024)
    used = [float(r["percent"]) for r in rows if r["capacity"] == 6 and r["volume"] > 4]
    assert used and all(u == pytest.approx(74.7, abs=1) for u in used)


@pytest.fixture(scope="module")
def oil(store: Store) -> Any:
    return answers.compare(store, "KAZ", commodity="crude-oil", year=2025).rows


def test_p06_share_of_cpc_in_2025(oil: Any) -> None:
    """Asks what share of Kazakhstan's oil exports of 2025 went by CPC."""
    share = row(oil, measure="route_share", subject="route/kaz-oil-cpc")["value"]
    assert share == pytest.approx(82.3, abs=0.5)


def test_p07_share_through_russia_in_2025(oil: Any) -> None:
    """Asks what share of Kazakh oil exports of 2025 crosses or enters Russia by all routes."""
    found = row(oil, measure="transit_share", subject="RUS")
    assert found["value"] == pytest.approx(96.3, abs=0.6)
    assert (found["low"], found["high"]) == pytest.approx((96.3, 96.8), abs=0.05)


def test_p08_share_through_russia_in_2022_with_the_sea_counted(store: Store) -> None:
    """Asks what becomes of the 94 % by two pipelines if oil shipped from Aktau to Russia counts."""
    rows = answers.compare(store, "KAZ", commodity="crude-oil", year=2022).rows
    two = sum(
        row(rows, measure="route_share", subject=f"route/kaz-oil-{name}")["value"]
        for name in ("cpc", "atyrau-samara")
    )
    assert two == pytest.approx(94, abs=1)
    assert 96.3 <= row(rows, measure="transit_share", subject="RUS")["value"] <= 97.5


def test_p09_russia_and_china_in_uzbek_trade_of_2025(store: Store) -> None:
    """Asks for the parts of Russia and China in the Uzbek trade of 2025."""
    turnover = dg.query(store, "trade_turnover", state="UZB", year=2025)
    trade = dg.query(store, "trade_partners", state="UZB", year=2025)
    whole = {"start": date(2025, 1, 1), "end": date(2025, 12, 31), "unit": "percent"}
    for partner, share in (("Russia", 16.0), ("China", 21.2)):
        assert values(turnover, partner_label=partner, **whole) == pytest.approx([share], abs=0.2)
    for direction, partner, share in (
        ("import", "Russia", 18.3),
        ("import", "China", 31.2),
        ("export", "Russia", 12.8),
    ):
        found = values(trade, direction=direction, partner_label=partner, **whole)
        assert found == pytest.approx([share], abs=0.2)


def test_p10_kyrgyz_trade_with_china_is_an_interval(store: Store) -> None:
    """Asks what Kyrgyzstan-China trade was in 2024, by either side."""
    rows = dg.query(store, "trade_mirror", state="KGZ", partner="CHN", year=2024)
    kyrgyz = values(rows, what="turnover", unit="USD", reporter="Kyrgyzstan")
    chinese = values(rows, what="turnover", unit="USD", reporter="China")
    assert 5.1e9 in kyrgyz and 22.7e9 in chinese
    assert max(chinese) / min(kyrgyz) == pytest.approx(4.5, abs=0.1)


def test_p11_rail_and_sea_path_without_russia_and_iran(store: Store) -> None:
    """Asks for the states and ports on the way Xi'an to Poti that avoids Russia and Iran."""
    found = answers.routes(store, "xian", "poti", without=["RUS", "IRN"], at=date(2024, 12, 31))
    first = row(found.rows, measure="route", rank=1)
    assert first["states"] == ["CHN", "KAZ", "AZE", "GEO"]
    gates = {"place/dostyk", "place/altynkol", "place/aktau", "place/kuryk"}
    ports = [p for p in first["places"] if p in gates | {"place/baku-alat", "place/poti"}]
    assert ports[0] in ("place/dostyk", "place/altynkol")
    assert ports[1] in ("place/aktau", "place/kuryk")
    assert ports[2:] == ["place/baku-alat", "place/poti"]


def cut(store: Store, day: date, *, origin: str, plans: bool = False) -> dict[str, Any]:
    closed = ["RUS", "IRN"]
    found = answers.routes(store, origin, "poti", without=closed, at=day, plans=plans)
    return row(found.rows, measure="max_flow")


@pytest.mark.parametrize("origin", ["xian", "aktau"])
def test_p12_container_cut_lies_at_baku_in_2024(store: Store, origin: str) -> None:
    """Asks what the container min-cut of the Trans-Caspian way is, and where."""
    found = cut(store, date(2024, 12, 31), origin=origin)
    assert (found["value"], found["binding"]) == (100_000, ["place/baku-alat"])


def test_p12_container_cut_moves_to_aktau_when_baku_grows(store: Store) -> None:
    """Asks where the cut lies in 2026, when Baku handles 150 000 TEU a year."""
    found = cut(store, date(2026, 6, 30), origin="aktau")
    assert (found["value"], found["binding"]) == (140_000, ["place/aktau"])


def test_p12_aktau_binds_once_both_hubs_are_built(store: Store) -> None:
    """Asks which port binds after phase 2 of Baku and the hub of Aktau (plans without a day)."""
    found = cut(store, date(2027, 12, 31), origin="aktau", plans=True)
    assert (found["value"], found["binding"]) == (240_000, ["place/aktau"])
    assert (found["low"], found["high"]) == (200_000, 300_000)  # what other sources say of the hub


def test_p13_memberships_of_the_five(store: Store) -> None:
    """Asks which of the five are full members of CIS, CSTO, EAEU, SCO, OTS and WTO."""
    rows = dg.query(store, "memberships_matrix", at="2025-12-20")
    full = {
        short(r["organisation"]).removeprefix("organisation/"): "".join(
            state[:2] + " " for state in FIVE if r[state] in ("member", "founder")
        ).split()
        for r in rows
    }
    assert full["cis"] == ["ka", "ky", "ta", "uz"]
    assert full["csto"] == ["ka", "ky", "ta"]
    assert full["eaeu"] == ["ka", "ky"]
    assert full["sco"] == ["ka", "ky", "ta", "uz"]
    assert full["ots"] == ["ka", "ky", "uz"]
    assert full["wto"] == ["ka", "ky", "ta"]
    assert row(rows, organisation_label="Commonwealth of Independent States")[
        "turkmenistan"
    ] == "associate"  # fmt: skip


@pytest.mark.parametrize(
    ("state", "dollars", "gdp"), [("KGZ", 3e9, 25), ("TJK", 6e9, 47), ("UZB", 14.8e9, 14)]
)
def test_p14_remittances_of_2024(store: Store, state: str, dollars: float, gdp: float) -> None:
    """Asks for the remittances of 2024 in dollars and percent of GDP."""
    rows = dg.query(store, "remittances_received", state=state, year=2024)
    assert dollars in values(rows, origin_label="World", unit="USD")
    shares = values(rows, origin_label=None, unit="percent")
    assert any(share == pytest.approx(gdp, abs=1) for share in shares)


def test_p14_russian_part_of_uzbek_remittances(store: Store) -> None:
    """Asks what part of the money sent to Uzbekistan in 2024 came from Russia."""
    rows = dg.query(store, "remittances_received", state="UZB", year=2024)
    whole = {"origin_label": "Russia", "unit": "percent", "end": date(2024, 12, 31)}
    assert values(rows, **whole) == pytest.approx([77], abs=1)


def test_p15_tajik_fuel_without_russia(store: Store) -> None:
    """Asks how much Tajik fuel of 2023 is Russian, who is next, and for the supplier HHI."""
    rows = dg.query(store, "supply_partners", state="TJK", commodity="oil-products", year=2023)
    year = [r for r in rows if r["unit"] == "percent" and r["end"] == date(2023, 12, 31)]
    shares = {r["origin_label"]: float(r["value"]) for r in year}
    assert list(shares)[:2] == ["Russia", "Kazakhstan"]
    assert (shares["Russia"], shares["Kazakhstan"]) == (63.3, 25.9)
    named = [value / 100 for value in shares.values()]
    assert hhi(named).value == pytest.approx(0.474, abs=0.005)
    answer = answers.dependence(store, "TJK", "RUS", commodity="oil-products", year=2023)
    assert row(answer.rows, measure="import_share")["value"] == pytest.approx(63.3, abs=0.5)
    assert row(answer.rows, measure="supplier_hhi")["value"] == pytest.approx(0.474, abs=0.005)


def test_p16_six_partners_in_2025_in_order(store: Store) -> None:
    """Asks to order the leaders' summits of six external partners with Central Asia in 2025."""
    rows = dg.query(store, "formats_summits", year=2025)
    partners = ("eu", "italy", "china", "russia", "us", "jad")
    found: dict[str, tuple[str, str]] = {}
    for r in rows:
        partner = short(r["format"]).rpartition("-")[2]
        if partner in partners and r["status"] is None:
            found.setdefault(partner, (r["end"], r["place_label"]))
    assert list(found) == list(partners)
    assert [day for day, _ in found.values()] == [
        "2025-04-04", "2025-05-30", "2025-06-17",
        "2025-10-09", "2025-11-06", "2025-12-20",
    ]  # fmt: skip
    assert [place for _, place in found.values()][:5] == [
        "Samarkand", "Astana", "Astana", "Dushanbe", "Washington, D.C.",
    ]  # fmt: skip
    tokyo = [r["place_label"] for r in rows if short(r["format"]).endswith("jad")]
    assert any("Tokyo" in place for place in tokyo)


def test_p17_two_amounts_of_the_union_stay_apart(store: Store) -> None:
    """Asks what the EU announced for the corridor in 2024 and at the summit of 2025."""
    rows = dg.query(store, "commitments_by_kind")
    european = [r for r in rows if r["actor_label"] in ("European Union", "European Commission")]
    whole = {short(r["commitment"]): r["amount"] for r in european if r["currency"] == "EUR"}
    assert 10e9 in whole.values() and 12e9 in whole.values()
    assert 22e9 not in whole.values()


def test_p18_world_bank_outlook_to_2030(store: Store) -> None:
    """Asks what the World Bank expected in 2023 of the corridor by 2030."""
    rows = dg.query(store, "forecasts_thing", thing="route/titr")
    bank = [r for r in rows if r["reporter"] == "World Bank"]
    amounts = {(float(r["value"]), r["unit"]) for r in bank if r["value"] is not None}
    assert {(11, "Mt"), (37, "percent"), (28, "percent")} <= amounts
    texts = " ".join(r["text"] for r in rows if r["text"])
    assert "halved" in texts and "three times" in texts


def test_p19_heads_of_the_six_delegations(store: Store) -> None:
    """Asks who led the six delegations on 2025-12-20, and since when they held office."""
    rows = dg.query(store, "summit_heads", event="event/ca-jad-summit-2025")
    since: dict[str, set[date]] = {}
    for r in rows:
        since.setdefault(r["actor_label"].split()[-1], set()).add(r["office_start"])
    assert set(since) == {
        "Tokayev", "Japarov", "Rahmon", "Berdimuhamedov", "Mirziyoyev", "Takaichi",
    }  # fmt: skip
    published = {
        "Tokayev": "2019-06-12", "Japarov": "2021-01-28", "Rahmon": "1994-11-16",
        "Berdimuhamedov": "2022-03-19", "Mirziyoyev": "2016-12-14",
        "Takaichi": "2025-10-21",
    }  # fmt: skip
    assert all(day in since[name] for name, day in published.items())


def test_p20_target_set_against_chinese_trade(store: Store) -> None:
    """Asks how large the Tokyo target is, spread evenly, against China's trade with the five."""
    rows = dg.query(store, "targets_scale")
    usual = [r for r in rows if r["converted"] == 19_000_000_000]
    assert usual and all(r["per_year"] == 3_800_000_000 for r in usual)
    assert all(float(r["percent"]) == pytest.approx(3.6, abs=0.2) for r in usual)
    assert all("scale comparison of a target with a flow" in r["label"] for r in rows)
