"""The pages of the explorer: their structure, their words, what they show and what they escape."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient
from test_views import HOSTILE, hostile_world

import diplograph as dg
from diplograph import provenance
from diplograph.queries import library
from diplograph.store import open_store
from diplograph.vocab import thing
from diplograph.web.app import make_app
from diplograph.web.explorer import columns, portrait, relations, results
from diplograph.web.explorer.editor import EXAMPLES
from diplograph.web.explorer.entity import compared
from diplograph.web.explorer.forms import FORMS
from diplograph.web.explorer.pictures import bars, dated, joined, places
from diplograph.web.explorer.render import period
from diplograph.web.explorer.results import of_bindings, of_rows, of_triples
from diplograph.web.explorer.timeline import LEFT, RIGHT, timeline
from diplograph.web.explorer.words import ENGLISH, JAPANESE
from diplograph.web.pool import Limits

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ENDS = "origin=well-delta&destination=market-theta&commodity=crude-oil"
STATES = "SELECT ?state ?code WHERE { ?state dg:iso3 ?code } ORDER BY ?code"
PAGES = (
    "/", "/search?q=beta", "/whatif?state=XAA&commodity=crude-oil",
    "/compare?state=XAA&commodity=crude-oil", "/dependence?state=XAA&on=XBB", f"/routes?{ENDS}",
    f"/chokepoints?{ENDS}", "/influence?actor=XBB&over=XAA",
    "/changes?state=XAA&commodity=crude-oil&before=2023&after=2024",
    "/between?state=XAA&before=2020-01-01&after=2025-01-01",
    "/id/state/XAA", "/id/segment/north-pipe", "/id/place/port-beta", "/id/person/ada-alpha",
    "/id/agreement/transit-treaty", "/id/source/example-office", "/id/commodity/crude-oil",
    "/id/route-flow/north.XAA.world.crude-oil.2024",
    "/query", "/query?q=leaders", "/query/leaders?at=2025-01-01",
    "/query/routes_avoiding?state=XBB",
    "/sparql", "/editor", f"/editor?query={quote(STATES)}", "/ont",
)  # fmt: skip


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    with TestClient(make_app(built, Limits(long=1, spare=1)), base_url="http://127.0.0.1") as found:
        found.headers.update(BROWSER)
        yield found


@pytest.fixture(autouse=True)
def _forgotten(client: TestClient) -> None:
    """Forget the language that an earlier test chose."""
    client.cookies.clear()


def test_a_chosen_language_stays_chosen(client: TestClient) -> None:
    japanese = {"Accept-Language": "ja,en;q=0.5"}
    assert 'lang="en"' in client.get("/").text
    assert 'lang="ja"' in client.get("/", headers=japanese).text
    assert '<html lang="ja">' in client.get("/?lang=ja").text
    assert '<html lang="ja">' in client.get("/id/state/XAA").text
    assert '<html lang="en">' in client.get("/id/state/XAA?lang=en", headers=japanese).text
    assert '<html lang="en">' in client.get("/?lang=<script>").text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_is_well_made(client: TestClient, language: str) -> None:
    for address in PAGES:
        join = "&" if "?" in address else "?"
        response = client.get(f"{address}{join}lang={language}")
        assert response.status_code == 200, (address, response.text[:300])
        assert "unsafe" not in response.headers["content-security-policy"]
        page = Page(response.text)
        _check_frame(page, address, language)
        _check_parts(page, address)


def _check_frame(page: Page, address: str, language: str) -> None:
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("h1")) == len(page.all("main")) == 1, address
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}, address
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1, address
    assert all(b - a <= 1 for a, b in pairwise(levels)), (address, levels)


def _check_parts(page: Page, address: str) -> None:
    loaded = [a.get("src", a.get("href", "")) for a in page.all("script", "img", "link", "iframe")]
    assert all(url.startswith(("/static/", "data:,")) for url in loaded), address
    assert page.all("style") == [], address
    inline = [a for _, a in page.elements if {n for n in a if n == "style" or n.startswith("on")}]
    assert inline == [], address
    ids = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert {name: n for name, n in ids.items() if n > 1} == {}, address
    labelled = {a.get("for") for a in page.all("label")}
    fields = [a for a in page.all("input", "select", "textarea") if a.get("type") != "hidden"]
    wrapped = [a for a in fields if a.get("type") == "checkbox"]
    assert {a.get("id") for a in fields if a not in wrapped} <= labelled, address
    assert all("scope" in a for a in page.all("th")), address
    named = [n for _, a in page.elements for n in a.get("aria-labelledby", "").split()]
    assert set(named) <= set(ids), address
    assert re.search(r"{{|^None$|\(None|Undefined", page.text, re.MULTILINE) is None, address


def test_no_link_of_a_page_leads_nowhere(client: TestClient) -> None:
    """Addresses that ask about the shipped graph are left out: this is the invented world."""
    starts = (
        "/", "/search?q=o", "/id/state/XAA", "/id/segment/north-pipe", "/id/person/ada-alpha",
        "/query/leaders?at=2025-01-01", f"/routes?{ENDS}", f"/editor?query={quote(STATES)}",
    )  # fmt: skip
    foreign = {f"/{name}" for name in (*FORMS, "whatif", "editor", "query")}
    pages = [Page(client.get(start).text) for start in starts]
    links = {a["href"] for page in pages for a in page.all("a") if a["href"].startswith("/")}
    terms = {term["term"].removeprefix("dg:") for term in client.get("/terms.json").json()}
    assert {link.removeprefix("/ont#") for link in links if link.startswith("/ont#")} <= terms
    others = {link for link in links if not link.startswith("/ont#")}
    asked = sorted(link for link in others if link.partition("?")[0] not in foreign)
    assert len(asked) > 80
    assert [link for link in asked if client.get(link).status_code != 200] == []


def test_the_words_of_both_languages_are_the_same_and_cover_all_columns() -> None:
    assert set(ENGLISH) == set(JAPANESE)
    assert set(columns.ENGLISH) == set(columns.JAPANESE)
    used = {n.removesuffix("_label") for q in library().values() for n in (*q.columns, *q.params)}
    assert used - set(columns.COLUMNS) == set()
    assert {q.tags[0] for q in library().values()} - set(columns.TOPICS) == set()
    assert {f"field_{f.name}" for form in FORMS.values() for f in form} <= set(ENGLISH)
    placed = [word for word in ENGLISH if "{" in ENGLISH[word]]
    for word in placed:
        assert set(re.findall(r"{\w+}", ENGLISH[word])) == set(re.findall(r"{\w+}", JAPANESE[word]))


def test_a_thing_shows_what_is_said_by_whom_its_relations_figures_and_place(
    client: TestClient, built: Path
) -> None:
    page = client.get("/id/segment/north-pipe").text
    assert "<h1>North pipeline</h1>" in page
    assert '<a href="/ont#Pipeline">pipeline</a>' in page
    assert '<a href="/id/place/well-delta">Delta field</a>' in page
    assert '<a href="/id/source/example-office">' in page
    assert 'class="way"' in page and "Mt/yr" in page
    whatif = "/whatif?state=XAA&amp;commodity=crude-oil&amp;closed=segment%2Fnorth-pipe"
    assert f'href="{whatif}"' in page
    assert client.get(whatif.replace("&amp;", "&")).status_code == 200
    for ending in ("ttl", "jsonld", "nq", "csv"):
        assert f'href="/id/segment/north-pipe.{ending}"' in page
    cited = client.get("/cite/segment/north-pipe.bib")
    assert cited.text == provenance.cite(open_store(built), "segment/north-pipe")
    assert cited.text.startswith("@misc{")
    assert "<h1>北パイプライン</h1>" in client.get("/id/segment/north-pipe?lang=ja").text


def test_a_year_without_a_day_is_shown_as_the_year(client: TestClient) -> None:
    """The invented pipeline opened in 2000; no source states a day."""
    page = client.get("/id/segment/north-pipe").text
    assert "2000" in page and "2000-01-01" not in page


def test_figures_of_one_thing_and_time_that_differ_are_marked() -> None:
    alike = {"measure": "capacity", "unit": "Mt/yr", "start": "2024-01-01", "end": None}
    alike |= {"commodity": "", "scope": "", "status": "actual", "low": None, "high": None}
    rows = [{**alike, "value": value} for value in (5.0, 5.0, 6.0)]
    assert {row["differs"] for row in compared(rows)} == {True}
    assert {row["differs"] for row in compared(rows[:2])} == {False}
    assert not any(row["differs"] for row in compared([rows[0], {**rows[2], "unit": "kb/d"}]))


def test_a_relation_is_named_by_what_it_joins_besides_the_page_it_is_on(client: TestClient) -> None:
    page = client.get("/id/person/ada-alpha").text
    assert ">President of XAA</a>" in page
    assert 'class="timeline"' in client.get("/id/state/XAA").text
    state = client.get("/id/state/XAA").text
    assert '<a href="/id/state/XBB">XBB</a>' in state
    assert ">Northern oil route</a>" in state


def test_what_is_not_there_is_a_page_with_near_links(client: TestClient) -> None:
    for address, near in (
        ("/id/segment/north-pip", "/id/segment/north-pipe"),
        ("/id/XAA", "/id/state/XAA"),
        ("/id/Port Bet", "/id/place/port-beta"),
        ("/query/leders", "/query/leaders"),
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert f'href="{near}"' in response.text
        assert len(Page(response.text).all("h1")) == 1


def test_a_large_group_is_cut_and_says_how_many_there_are(
    example: dg.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portrait, "MOST", 2)
    monkeypatch.setattr(relations, "MOST", 2)
    job = {"iri": thing("XAA").value, "language": "en", "largest": 1 << 20}
    found = json.loads(portrait.portrait(example, job).body)
    places = next(g for g in found["relations"] if g["kind"]["ref"] == "dg:Segment")
    assert (places["count"], len(places["rows"])) == (4, 2)
    near = next(g for g in found["near"] if g["ref"] == "dg:exportsTo" and g["inverse"])
    assert (near["count"], len(near["things"])) == (3, 2)


def test_queries_are_found_by_words_and_grouped_by_topic(client: TestClient) -> None:
    found = client.get("/query?q=leaders day").text
    assert 'href="/query/leaders"' in found and 'href="/query/uranium_routes"' not in found
    assert "0 queries" in client.get("/query?q=zzz").text
    every = client.get("/query").text
    assert all(f'href="/query/{name}"' in every for name in library())


def test_a_query_has_a_form_its_rows_its_text_and_its_data(client: TestClient) -> None:
    page = client.get("/query/leaders?at=2025-01-01").text
    assert '<input id="f-at" name="at" type="date" value="2025-01-01"' in page
    assert '<a href="/id/person/ada-alpha">Ada Alpha</a>' in page
    assert "SELECT ?at ?state" in page
    assert "diplograph query leaders --param at=2025-01-01" in page
    data = client.get("/query/leaders.csv?at=2025-01-01").text
    assert "Ada Alpha" in data and 'href="/query/leaders.csv?at=2025-01-01"' in page
    wrong = client.get("/query/leaders?at=yesterday")
    assert wrong.status_code == 400
    assert "must be of type date" in wrong.text and 'name="at"' in wrong.text


def test_the_editor_shows_rows_and_leads_to_all_formats(client: TestClient) -> None:
    page = client.get(f"/editor?query={quote(STATES)}").text
    assert '<a href="/id/state/XAA">XAA</a>' in page
    for form in ("csv", "tsv", "json", "xml"):
        address = "/sparql?" + urlencode({"query": STATES, "format": form})
        assert address.replace("&", "&amp;") in page
        assert client.get(address).status_code == 200
    triples = client.get(
        "/editor?query=CONSTRUCT { ?a dg:exportsTo ?b } WHERE { ?a dg:exportsTo ?b }"
    )
    assert '<a href="/ont#exportsTo">dg:exportsTo</a>' in triples.text
    assert "format=ttl" in triples.text and 'class="network"' in triples.text


def test_the_editor_marks_the_place_of_an_error(client: TestClient) -> None:
    response = client.get("/editor?query=" + quote("SELECT ?s WHERE {\n  ?s a dg:State\n} LIMT 3"))
    assert response.status_code == 400
    assert "Line 3" in response.text
    marked = re.search(r'<pre class="sparql place">(.*)<mark>(.)</mark>(.*)</pre>', response.text)
    assert marked is not None and "".join(marked.groups()).strip() == "} LIMT 3"
    refused = client.get(
        "/editor?query=" + quote("SELECT * { SERVICE <http://x.test/> { ?s ?p ?o } }")
    )
    assert refused.status_code == 403 and "SERVICE" in refused.text


def test_an_empty_result_is_diagnosed(client: TestClient) -> None:
    page = client.get("/editor?query=" + quote("SELECT ?s WHERE { ?s dg:signd ?day }")).text
    assert "unknown term dg:signd" in page
    assert "dg:signed" in page


def test_an_empty_query_of_the_library_is_diagnosed(client: TestClient) -> None:
    text = client.get("/query/leaders?at=1900-01-01", headers=BROWSER).text
    assert ENGLISH["no_rows"] in text
    assert "11 patterns match; `FILTER(?start_day" in html.unescape(text)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_the_editor_gives_rows_of_the_shipped_graph(
    name: str, store: dg.Store
) -> None:
    found: Any = store.run(EXAMPLES[name], {})
    assert next(found, None) is not None


def test_terms_come_with_labels_and_definitions_of_the_language(client: TestClient) -> None:
    terms = {t["term"]: t for t in client.get("/terms.json").json()}
    assert terms["dg:Flow"]["kind"] == "class" and terms["dg:signed"]["kind"] == "property"
    assert all(t["label"] and t["definition"] for t in terms.values() if t["kind"] != "individual")
    japanese = {t["term"]: t for t in client.get("/terms.json?lang=ja").json()}
    assert japanese["dg:State"]["label"] == "国家"
    assert japanese["dg:State"]["definition"]  # in English where there is none in Japanese


def test_hostile_labels_are_only_text(tmp_path: Path) -> None:
    hostile_world(tmp_path / "world")
    dg.build(tmp_path / "world", to=tmp_path / "built")
    app = make_app(tmp_path / "built", Limits(long=1, spare=1))
    with TestClient(app, base_url="http://127.0.0.1", headers=BROWSER) as client:
        tame = {"script": 1, "iframe": 0, "img": 0}
        for address in (
            "/id/segment/north-pipe", "/id/place/port-beta", "/id/source/example-office",
            "/id/person/ada-alpha", "/search?q=script", "/whatif?state=XAA&commodity=crude-oil",
            "/compare?state=XAA", f"/search?q={quote(HOSTILE[0])}",
        ):  # fmt: skip
            page = Page(client.get(address).text)
            assert {tag: len(page.all(tag)) for tag in tame} == tame, address
            assert all("onerror" not in a and "onload" not in a for _, a in page.elements)
            links = [a.get("href", "").lower() for a in page.all("a")]
            assert not any(link.strip().startswith("javascript") for link in links), address
        for text in HOSTILE:
            query = f"SELECT (?x AS ?label) WHERE {{ BIND({json.dumps(text)} AS ?x) }}"
            page = Page(client.get(f"/editor?query={quote(query)}").text)
            assert len(page.all("script")) == 2 and page.all("img") == []


def test_cells_tell_things_terms_numbers_days_and_text_apart() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    found = of_bindings({
        "head": {"vars": ["a", "b", "c", "d", "e"]},
        "results": {"bindings": [{
            "a": {"type": "uri", "value": "https://w3id.org/diplograph/id/place/aktau"},
            "b": {"type": "literal", "value": "75.80", "datatype": f"{xsd}decimal"},
            "c": {"type": "literal", "value": "2024-01-01", "datatype": f"{xsd}date"},
            "d": {"type": "literal", "value": "javascript:alert(1)"},
        }]},
    })  # fmt: skip
    (row,) = found.rows
    assert [cell.kind for cell in row] == ["thing", "number", "day", "text", "none"]
    assert (row[0].text, row[0].ref, row[1].number) == ("place/aktau", "place/aktau", 75.8)
    assert found.numeric == [False, True, False, False, False]
    assert results.address("javascript:alert(1)").kind == "text"
    assert of_bindings({"head": {}, "boolean": True}).rows[0][0].text == "true"
    triples = of_triples(b'<http://a.test/> <http://b.test/> "x" .')
    assert [cell.kind for cell in triples.rows[0]] == ["link", "link", "text"]


def test_columns_decide_what_is_drawn() -> None:
    base = "https://w3id.org/diplograph/id/"
    names = ["label", "lat", "lon", "year", "volume", "signed"]
    rows = of_rows(
        names,
        [
            dict(zip(names, ("A", 43.6, 51.1, 2024, 10, "2020-01-01"), strict=True)),
            dict(zip(names, ("B", 95.0, 51.1, 2024, 5, "2024-12-31"), strict=True)),
        ],
    )  # fmt: skip
    chart = bars(rows)
    assert chart is not None and chart["column"] == "volume"
    assert [row["share"] for row in chart["rows"]] == [100.0, 50.0]
    assert [point["label"] for point in places(rows)] == ["A"]
    assert dated(rows) is not None and joined(rows) is None
    pairs = [{"a": f"{base}state/{a}", "b": f"{base}state/{b}"} for a, b in ("XY", "XZ", "XX")]
    assert joined(of_rows(["a", "b"], pairs)) == (
        [f"{base}state/{name}" for name in "XYZ"], [(0, 1), (0, 2)],
    )  # fmt: skip


def test_a_timeline_puts_days_in_proportion_and_never_one_mark_on_another() -> None:
    days = [("2000-01-01", "2010-01-01"), ("2005-01-01", None), ("2009-12-31", "2010-01-01")]
    rows = [{"ref": str(i), "label": "", "start": a, "end": b} for i, (a, b) in enumerate(days)]
    found = timeline([{"label": "terms", "kind": "dg:Event", "rows": rows}])
    assert found is not None
    marks = found["lanes"][0]["marks"]
    assert marks[0]["x"] == LEFT and marks[0]["wide"] == pytest.approx(
        (RIGHT - LEFT) * 10 / 11, abs=0.5
    )
    assert [mark["line"] for mark in marks] == [0, 1, 1]
    assert timeline([{"label": "", "kind": "", "rows": rows[:0]}]) is None
    assert period({"start": "2005-01-01", "end": None}) == "2005-01-01 –"


def test_pages_and_data_of_a_question_agree(client: TestClient) -> None:
    address = "compare{}?state=XAA&commodity=crude-oil"
    rows = list(csv.DictReader(io.StringIO(client.get("/" + address.format(".csv")).text)))
    data = client.get("/" + address.format(".json")).json()
    assert len(rows) == len(data["rows"]) > 0
    page = client.get("/" + address.format("")).text
    assert "Northern oil route" in page
    assert client.get("/" + address.format(".md")).text.count("@misc") >= 1
