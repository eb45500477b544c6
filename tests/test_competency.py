"""The competency questions of docs/competency-questions.md, run as the page writes them.

Each test reads its line from the page, so that page and test cannot ask two different things, and
checks a known fact of the answer. Facts are looked up among the rows, since the data grow.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph.cli import main
from diplograph.store import Store
from diplograph.vocab import short

PAGE = Path(__file__).parents[1] / "docs" / "competency-questions.md"
LINE = re.compile(r"^\| (\d\d) \| ([^|]+\?) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
QUESTIONS = {n: cell for n, _, cell in LINE.findall(PAGE.read_text(encoding="utf-8"))}
SUMMIT = date(2025, 12, 20)
FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
Row = dict[str, Any]
Ask = Callable[[str], list[Row]]


@pytest.fixture(scope="module")
def ask(store: Store) -> Ask:
    """Run the query or command of a question by its number; things come as short names."""

    def run(number: str) -> list[Row]:
        cell = QUESTIONS[number]
        if cell.startswith("`diplograph "):
            return command(cell.strip("`"))
        name = re.findall(r"\[(\w+)\]\(\.\./queries/\1\.rq\)", cell)[0]
        given = dict(pair.split("=", 1) for pair in re.findall(r"`(\w+=[^`]+)`", cell))
        return [{k: brief(v) for k, v in row.items()} for row in dg.query(store, name, **given)]

    return run


def command(line: str) -> list[Row]:
    """Return the rows of a command's answer."""
    result = CliRunner().invoke(main, [*shlex.split(line)[1:], "--format", "json"])
    assert result.exit_code == 0, result.output
    rows: list[Row] = json.loads(result.stdout)["rows"]
    return rows


def brief(value: Any) -> Any:
    return short(value) if isinstance(value, str) and value.startswith("http") else value


def where(rows: list[Row], **wanted: Any) -> list[Row]:
    """Return the rows that have the wanted cells; at least one must."""
    found = [row for row in rows if all(row[name] == cell for name, cell in wanted.items())]
    assert found, f"no row with {wanted}"
    return found


def test_page_asks_forty_questions_in_order_and_each_has_its_test() -> None:
    assert list(QUESTIONS) == [f"{n:02}" for n in range(1, 41)]
    tested = {name[6:8] for name in globals() if re.match(r"test_q\d\d_", name)}
    assert tested == set(QUESTIONS)


def test_page_names_the_missing_answers_too() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert "unknown, not zero" in text and "unknown is not “not ratified”" in text


# Agreements


def test_q01_agreements_of_uzbekistan_with_their_entry_into_force(ask: Ask) -> None:
    rows = ask("01")
    treaty = where(rows, agreement="agreement/collective-security-treaty-1992")
    assert {r["in_force"] for r in treaty} == {"1994-04-20"}
    assert all(r["ended"] is None or r["ended"] >= SUMMIT.isoformat() for r in rows)
    assert all(r["signed"] is None or r["signed"] <= SUMMIT.isoformat() for r in rows)


def test_q02_three_parties_of_the_railway_agreement(ask: Ask) -> None:
    rows = ask("02")
    assert {r["party"] for r in rows} == {"CHN", "KGZ", "UZB"}
    assert {r["signed"] for r in rows} == {"2024-06-06"}


def test_q03_agreements_that_govern_btc(ask: Ask) -> None:
    governing = {r["agreement"] for r in where(ask("03"), relation="governs")}
    hosts = {f"agreement/btc-hga-{state}" for state in ("azerbaijan", "georgia", "turkiye")}
    assert governing >= hosts | {"agreement/btc-iga-1999", "agreement/kaz-aze-btc-treaty-2006"}


def test_q04_the_agreement_that_governs_cpc(ask: Ask) -> None:
    rows = ask("04")
    found = where(rows, agreement="agreement/cpc-agreement-1996", relation="governs")
    assert {r["signed"] for r in found} == {"1996-12-06"}
    assert {r["object"] for r in rows} == {"segment/cpc"}


def test_q05_the_gas_contract_that_lapses_with_its_route(ask: Ask) -> None:
    rows = ask("05")
    found = where(rows, agreement="agreement/qazaqgaz-petrochina-2023")
    assert {r["ended"] for r in found} == {"2026"}
    assert {r["route"] for r in found} == {"route/kaz-gas-china"}
    assert all(SUMMIT.isoformat() <= r["ended"] <= "2027-12-31" for r in rows)


def test_q06_volume_that_rides_on_the_transit_agreements(ask: Ask) -> None:
    found = where(ask("06"), agreement="agreement/gazprom-qazaqgaz-transit-2024", unit="bcm")
    assert {r["route"] for r in found} == {"route/rus-gas-uzbekistan"}
    whole = where(found, status="actual", start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert all(float(r["value"]) == pytest.approx(5.6, abs=0.05) for r in whole)


def test_q07_who_takes_part_in_the_initiative(ask: Ask) -> None:
    rows = ask("07")
    ai = where(rows, agreement="agreement/japan-central-asia-ai-partnership")
    assert {r["party"] for r in ai} == FIVE | {"JPN"}
    grant = where(rows, agreement="agreement/jpn-kaz-aktau-customs-grant-2026")
    assert {r["party"] for r in grant} >= {"JPN", "KAZ"}


def test_q08_parties_without_a_stated_ratification(ask: Ask) -> None:
    """Of the five on the Caspian Sea Iran alone has not ratified the convention of 2018."""
    rows = where(ask("08"), agreement="agreement/caspian-convention-2018")
    assert [(r["party"], r["ratified"]) for r in rows] == [("IRN", 4)]


def test_q09_global_gateway_rivals_the_belt_and_road(ask: Ask) -> None:
    rival = where(ask("09"), agreement="agreement/global-gateway")
    assert "agreement/belt-and-road" in {r["rival"] for r in rival}


def test_q10_three_priority_areas(ask: Ask) -> None:
    themes = {r["theme"].removeprefix("theme/") for r in ask("10")}
    assert themes == {"connectivity", "green-and-resilience", "human-resource-development"}


# Leaders and meetings


def test_q11_who_leads_on_the_day_of_the_summit(ask: Ask) -> None:
    rows = ask("11")
    japan = {(r["person"], r["start"]) for r in where(rows, state="JPN")}
    assert japan == {("person/sanae-takaichi", "2025-10-21"), ("person/naruhito", "2019-05-01")}
    assert {r["state"] for r in rows} >= FIVE


def test_q12_takaichi_did_not_lead_japan_a_year_before(ask: Ask) -> None:
    rows = ask("12")
    assert "person/sanae-takaichi" not in {r["person"] for r in rows}
    where(rows, person="person/kassym-jomart-tokayev", state="KAZ")


def test_q13_takaichi_met_the_five_presidents(ask: Ask) -> None:
    rows = ask("13")
    states = {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"}
    assert states <= {r["represents_label"] for r in rows}
    assert "person/sanae-takaichi" not in {r["other"] for r in rows}


def test_q14_six_heads_and_a_chair(ask: Ask) -> None:
    rows = ask("14")
    assert len({r["actor"] for r in rows}) == 6
    assert {r["actor"] for r in where(rows, role="chair")} == {"person/sanae-takaichi"}


def test_q15_events_of_japan_and_kazakhstan(ask: Ask) -> None:
    starts = {r["event"]: r["start"] for r in ask("15")}
    assert starts["event/jpn-kaz-summit-2025-12-18"] == "2025-12-18"
    assert starts["event/ca-jad-summit-2025"] == SUMMIT.isoformat()


def test_q16_formats_that_met_in_2025(ask: Ask) -> None:
    rows = ask("16")
    formats = {r["format"].removeprefix("organisation/") for r in rows}
    assert formats >= {"c5-eu", "c5-italy", "c5-china", "c5-russia", "c5-us", "ca-jad"}
    assert all(r["start"][:4] <= "2025" <= r["end"][:4] for r in rows)


def test_q17_more_than_150_documents(ask: Ask) -> None:
    rows = ask("17")
    found = where(rows, event="event/ca-jad-summit-2025", documents="more than 150")
    assert any(r["publisher"] == "Prime Minister's Office of Japan" for r in found)
    visit = where(rows, event="event/tokayev-visit-japan-2025")
    assert len({r["documents"] for r in visit}) > 1


def test_q18_sources_disagree_on_the_venue(ask: Ask) -> None:
    venues = where(ask("18"), contradicted=True, property="dg:venue")
    assert {"a hotel in Tokyo", "Prime Minister's Office"} <= {r["value"] for r in venues}


# Organisations


def test_q19_two_states_are_in_both_organisations(ask: Ask) -> None:
    rows = ask("19")
    assert {r["member"] for r in rows} == {"KAZ", "KGZ"}
    assert {r["first_start"] for r in rows} == {"1992-05-15"}


def test_q20_members_and_observers_of_the_eaeu(ask: Ask) -> None:
    rows = ask("20")
    full = {r["member"] for r in rows if r["role"] in ("member", "founder")}
    assert full == {"ARM", "BLR", "KAZ", "KGZ", "RUS"}
    assert "UZB" in {r["member"] for r in where(rows, role="observer")}


def test_q21_brics_parts_the_five(ask: Ask) -> None:
    (brics,) = where(ask("21"), organisation="organisation/brics")
    assert {s for s in ("kazakhstan", "uzbekistan") if brics[s] == "partner"} == {
        "kazakhstan",
        "uzbekistan",
    }
    assert not (brics["kyrgyzstan"] or brics["tajikistan"] or brics["turkmenistan"])


def test_q22_shares_of_the_caspian_pipeline_consortium(ask: Ask) -> None:
    shares = {r["owner"]: r["share"] for r in ask("22")}
    assert max(shares, key=lambda owner: shares[owner]) == "organisation/transneft"
    assert shares["organisation/transneft"] == 24
    assert sum(shares.values()) == 100


def test_q23_what_russia_owns_through_its_railways(ask: Ask) -> None:
    rows = ask("23")
    assert "organisation/rzd" in {r["asset"] for r in where(rows, steps=1)}
    assert {r["holder_label"] for r in where(rows, steps=1)} == {"Russia"}
    through = where(rows, steps=2, asset="organisation/utlc-era")
    assert len({r["share"] for r in through if r["share"] is not None}) > 1


# Geography and routes


def test_q24_uzbekistan_has_landlocked_neighbours_only(ask: Ask) -> None:
    rows = ask("24")
    uzbek = where(rows, state="UZB")
    assert {r["neighbour"] for r in uzbek} == {"AFG", "KAZ", "KGZ", "TJK", "TKM"}
    assert all(r["neighbour_landlocked"] for r in uzbek)
    others = {r["state"] for r in rows if not r["neighbour_landlocked"]}
    assert others >= {"AFG", "KAZ", "KGZ", "TJK", "TKM"}


def test_q25_border_of_kazakhstan_and_russia(ask: Ask) -> None:
    assert {r["length"] for r in where(ask("25"), neighbour="RUS")} == {7644}


def test_q26_transit_states_of_kazakh_oil(ask: Ask) -> None:
    crossed = {(r["route"], r["state"]) for r in ask("26")}
    assert {("route/kaz-oil-btc", "AZE"), ("route/kaz-oil-btc", "GEO")} <= crossed
    assert {("route/kaz-oil-cpc-trieste", "RUS"), ("route/kaz-oil-germany", "BLR")} <= crossed
    assert ("route/kaz-oil-btc", "KAZ") not in crossed, "the state of origin is no transit state"


def test_q27_oil_routes_that_avoid_russia(ask: Ask) -> None:
    rows = ask("27")
    assert {"route/kaz-oil-btc", "route/kaz-oil-china"} <= {r["route"] for r in rows}
    assert not [r for r in rows if "cpc" in r["route"] or r["crossed"] == "RUS"]
    btc = {r["crossed"] for r in where(rows, route="route/kaz-oil-btc")}
    assert btc == {"KAZ", "AZE", "GEO", "TUR"}


def test_q28_from_xian_to_poti_without_russia(ask: Ask) -> None:
    first = where(ask("28"), measure="route", rank=1)[0]
    assert first["value"] == pytest.approx(6434, abs=1) and first["unit"] == "km"
    assert {"place/aktau", "place/baku-alat"} <= set(first["places"])


def test_q29_the_segment_that_most_routes_share(ask: Ask) -> None:
    rows = ask("29")
    most = max(r["routes"] for r in rows)
    assert "segment/baku-alat-ganja-rail" in {r["segment"] for r in where(rows, routes=most)}


def test_q30_planned_links(ask: Ask) -> None:
    rows = ask("30")
    assert {r["status"] for r in rows} <= {"planned", "construction"}
    (tripp,) = {(r["status"], r["states"]) for r in where(rows, segment="segment/tripp-rail")}
    assert tripp == ("planned", "AZE ARM AZE")


def test_q31_disruptions_of_2025(ask: Ask) -> None:
    rows = ask("31")
    attack = where(rows, event="event/cpc-spm2-attack-2025-11", start="2025-11-29")
    assert {r["thing"] for r in attack} == {"place/novorossiysk-cpc"}
    assert all(r["start"] >= "2025" for r in rows if r["end"] and r["end"][:4] == "2025")
    assert all(r["end"] is None or r["end"] >= "2025" for r in rows)


# Flows, capacity, dependence


def test_q32_dependence_on_transit_through_russia(ask: Ask) -> None:
    (share,) = where(ask("32"), measure="transit_share")
    assert (share["low"], share["high"]) == pytest.approx((96.3, 96.8), abs=0.05)
    assert len(share["sources"]) >= 2


def test_q33_three_quarters_of_the_corridor_were_used(ask: Ask) -> None:
    used = [float(r["percent"]) for r in ask("33") if r["capacity"] == 6]
    assert used and all(percent == pytest.approx(74.9, abs=0.3) for percent in used)


def test_q34_capacities_of_aktau_stand_side_by_side(ask: Ask) -> None:
    aktau = where(ask("34"), place="place/aktau", commodity_label="Containers")
    since = {(r["value"], r["start"]) for r in aktau}
    assert since >= {(140000, "2024-11"), (40000, "2022-10-19")}
    assert all(r["unit"] == "TEU/yr" for r in aktau)


def test_q35_russia_alone_supplies_kyrgyzstan_with_gas(ask: Ask) -> None:
    rows = ask("35")
    assert {r["origin"] for r in rows} == {"RUS"}
    assert {r["value"] for r in where(rows, measure="import share")} == {100}


def test_q36_weight_of_remittances_in_tajikistan(ask: Ask) -> None:
    whole = [r for r in ask("36") if r["measure"] == "share of GDP" and not r["origin_label"]]
    stated = {float(r["value"] or r["high"]) for r in whole}
    assert {45.0, 47.9, 50.0} <= stated and all(45 <= share <= 50 for share in stated)


# Promises, claims, disagreement, coverage


def test_q37_three_trillion_yen_are_a_target(ask: Ask) -> None:
    rows = ask("37")
    kinds = {r["kind"] for r in where(rows, commitment="commitment/tokyo-3-trillion-yen")}
    assert kinds == {"target"}
    of_each: Counter[str] = Counter()
    for commitment, _ in {(r["commitment"], r["kind"]) for r in rows}:
        of_each[commitment] += 1
    assert set(of_each.values()) == {1}, "one commitment has one kind"


def test_q38_forecast_and_count_of_the_corridor(ask: Ask) -> None:
    rows = where(ask("38"), claim="claim/wb-middle-corridor-11mt-2030", year=2024, unit="Mt")
    assert 4.484 in {float(r["value"]) for r in rows}
    assert {r["claimant_label"] for r in rows} == {"World Bank"}


def test_q39_mirror_gap_of_china_and_kyrgyzstan(ask: Ask) -> None:
    rows = where(ask("39"), origin_label="China", destination_label="Kyrgyzstan")
    assert {float(r["ratio"]) for r in rows} >= {3.65, 3.68}
    assert all(r["larger_reporter"] == "China" for r in rows)


def test_q40_coverage_of_kazakhstan(ask: Ask) -> None:
    imports = where(ask("40"), direction="in", commodity_label="All goods")
    assert {2015, 2023} <= {r["year"] for r in imports}
    assert all(r["figures"] >= r["sources"] >= 1 for r in imports)
