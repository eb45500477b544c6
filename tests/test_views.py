"""Views as text: nothing is loaded, nothing hostile gets through, the same input gives the same."""

from __future__ import annotations

import csv
import hashlib
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pytest

import diplograph as dg
from diplograph.errors import NotFoundError
from diplograph.files import PACKAGE
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import View, markup, page, view
from diplograph.views.corridors import DASHED, DOTTED, dashes_of, status_on
from diplograph.views.layout import positions
from diplograph.views.picture import Detail, safe_address
from diplograph.views.places import project
from diplograph.views.words import ENGLISH, JAPANESE

NETWORKS: tuple[Literal["corridors", "relations"], ...] = ("corridors", "relations")
HOSTILE = (
    "</script><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1> & <b>bold</b>",
    'O\'Brien & "Sons" <b>',
    "href <img src=x onerror='window.owned=1'>",
    "javascript:window.owned=1",
    "<!--<script>",
    "${window.owned=1} $title {lines} %s",
    "قطر – ميناء حمد‮abc",
    "中央アジア+日本「東京宣言」",
    "&lt;already&gt; &amp; escaped",
)


def hostile_world(folder: Path) -> tuple[Store, list[str]]:
    """Build the example world with hostile labels and source titles; return both."""
    shutil.copytree(PACKAGE / "example", folder)
    columns = (
        ("places", "label_en"),
        ("segments", "label_en"),
        ("organisations", "label_en"),
        ("persons", "label_en"),
        ("agreements", "label_en"),
        ("sources", "title"),
        ("sources", "publisher"),
        ("memberships", "locator"),
    )
    for first, (name, column) in enumerate(columns):
        _spoil(folder / f"{name}.csv", column, 3 * first)
    return dg.build(folder), list(HOSTILE)


def _spoil(path: Path, column: str, first: int) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for index, row in enumerate(rows):
        row[column] = HOSTILE[(first + index) % len(HOSTILE)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class Reader(HTMLParser):
    """Notes the tags of a page, the addresses that they name, and the text of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.resources: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.rows = 0
        self.text = ""
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._in = tag
        named = dict(attrs)
        self.handlers += [name for name in named if name.startswith("on") or name == "style"]
        if tag == "a":
            self.links.append(named)
        else:
            names = ("src", "href", "srcset", "data", "action", "poster", "background")
            self.resources += [(tag, str(named[name])) for name in names if name in named]
        self.rows += tag == "tr" and "data-edge" in named

    def handle_data(self, data: str) -> None:
        if self._in not in ("script", "style"):
            self.text += data


@pytest.fixture(scope="module")
def store() -> Store:
    return dg.example()


@pytest.fixture(scope="module", params=[(n, lang) for n in NETWORKS for lang in ("en", "ja")])
def shown(request: pytest.FixtureRequest, store: Store) -> View:
    name, language = request.param
    drawn: View = view(store, name, language=language)
    return drawn


def test_a_page_names_no_resource_outside_itself(shown: View) -> None:
    read = Reader(shown.html)
    assert read.resources == []
    assert read.tags["link"] == read.tags["base"] == read.tags["iframe"] == 0
    for link in read.links:
        address = str(link["href"])
        assert address.startswith("#") or safe_address(address)
        assert address.startswith("#") or link["rel"] == "noopener noreferrer"


def test_a_page_has_one_heading_one_title_and_the_day(shown: View) -> None:
    read = Reader(shown.html)
    assert read.tags["h1"] == 1
    assert read.tags["title"] == 1
    assert "2025-12-20" in read.text
    assert f'<html lang="{shown.picture.language}">' in shown.html


def test_the_table_twin_has_a_row_for_each_edge(shown: View) -> None:
    assert Reader(shown.html).rows == len(shown.picture.lines)
    hidden = len(re.findall(r'<tr data-edge="\d+" hidden>', shown.html))
    assert len(shown.table) == len(shown.picture.lines) - hidden > 0
    assert "<caption>" in shown.html
    assert '<th scope="col">' in shown.html
    assert '<a class="skip" href="#table">' in shown.html


def test_the_policy_allows_the_scripts_and_the_style_of_the_page_by_hash(shown: View) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', shown.html)
    assert policy is not None
    allowed = policy[1].replace("&#x27;", "'")
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    assert "http" not in allowed
    bodies = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", shown.html, re.DOTALL)
    assert len(bodies) == 3
    assert all(markup.hash_of(body) in allowed for body in bodies)


def test_no_attribute_runs_code_or_carries_style(shown: View) -> None:
    assert Reader(shown.html).handlers == []


def test_every_control_has_a_label(shown: View) -> None:
    assert len(re.findall(r"<label[^>]*><input type=\"checkbox\"", shown.html)) == len(
        re.findall(r"<input type=\"checkbox\"", shown.html)
    )
    assert '<label for="search">' in shown.html
    assert shown.html.count("<fieldset") == shown.html.count("<legend>")


def test_hostile_labels_stand_as_text_once(tmp_path: Path) -> None:
    world, labels = hostile_world(tmp_path / "world")
    for name in NETWORKS:
        made = view(world, name)
        read = Reader(made.html)
        assert read.tags["img"] == read.tags["b"] == 0
        assert read.tags["script"] == 3
        assert "window.owned=1</script>" not in made.html
        used = {label for label in labels if any(label in s.label for s in made.picture.spots)}
        assert all(label in read.text for label in used)
        assert used


def test_an_address_that_is_not_http_is_no_link(store: Store) -> None:
    picture = view(store, "corridors").picture
    bad = [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://x.example/\"onx=1",
        " https://x.example", "https://x.example/\n", "HTTPS://fine.example/a?b=1&c=2",
    ]  # fmt: skip
    cells = {**picture.lines[0].cells, "source": [Detail("source", url, url) for url in bad]}
    line = replace(picture.lines[0], cells=cells, details=cells["source"])
    text = page.render(replace(picture, lines=[line, *picture.lines[1:]]))
    row = text[text.index('<tr data-edge="0">') : text.index('<tr data-edge="1">')]
    assert row.count("<a ") == 1
    assert 'href="HTTPS://fine.example/a?b=1&amp;c=2"' in row
    assert text.count('"javascript:alert(1)"]') == 1  # text of a card, without an address


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "import hashlib, diplograph as dg\nfrom diplograph.views import view\n"
        "s = dg.example()\n"
        f"t = ''.join(view(s, n, language=l).html for n in {NETWORKS} for l in ('en', 'ja'))\n"
        "import sys; sys.stdout.write(hashlib.sha256(t.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(digests) == 1
    here = "".join(
        view(dg.example(), n, language=lang).html for n in NETWORKS for lang in ("en", "ja")
    )
    assert digests == {hashlib.sha256(here.encode()).hexdigest()}


def test_save_writes_the_named_file_alone(store: Store, tmp_path: Path) -> None:
    made = view(store, "relations")
    assert made.save(tmp_path / "net.html") == tmp_path / "net.html"
    assert made.save(str(tmp_path / "net.html")).read_text(encoding="utf-8") == made.html
    assert [path.name for path in tmp_path.iterdir()] == ["net.html"]


def test_a_failed_save_leaves_the_old_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "net.html").mkdir()
    with pytest.raises(OSError):
        view(store, "relations").save(tmp_path / "net.html")
    assert [path.name for path in tmp_path.iterdir()] == ["net.html"]


def test_a_notebook_gets_a_sandboxed_frame(store: Store) -> None:
    frame = view(store, "corridors")._repr_html_()
    assert frame.startswith("<iframe ")
    assert 'sandbox="allow-scripts allow-downloads allow-popups' in frame
    assert "allow-same-origin" not in frame
    read = Reader(frame)
    assert read.tags == Counter({"iframe": 1})


def test_unknown_names_and_languages_are_told(store: Store) -> None:
    with pytest.raises(NotFoundError, match="corridors"):
        view(store, "corridor")
    with pytest.raises(NotFoundError, match="ja"):
        view(store, "relations", language="xx")
    with pytest.raises(ValueError, match="isoformat"):
        view(store, "relations", at="20 December")


def test_corridors_tell_each_segment(store: Store) -> None:
    made = view(store, "corridors", at="2025-01-01")
    row = {r["segment"]: r for r in made.table}["North pipeline"]
    assert row == {
        "segment": "North pipeline", "from": "Delta field", "mode": "pipeline", "to": "Epsilon",
        "states": "XAA, XBB", "carries": "Crude oil", "capacity": "10", "unit": "Mt/yr",
        "gauge": "", "status": "operating", "start": "2000", "end": "",
        "source": "Yearbook of an invented world",
    }  # fmt: skip
    assert made.picture.at == date(2025, 1, 1)


def test_corridors_tell_the_gauge_of_railways_alone(world: Path) -> None:
    (world / "statements.csv").write_text(
        "subject,property,value,source,locator,accessed,basis,note\n"
        "segment/rail-delta-beta,gaugeMm,1520,example-office,page 1,2025-01-01,official,\n",
        encoding="utf-8",
    )
    made = view(dg.build(world), "corridors")
    assert {r["gauge"] for r in made.table if r["mode"] == "railway"} == {"1520", ""}
    gauges = next(f for f in made.picture.filters if f.key == "gauge")
    assert [(c.label, c.count) for c in gauges.choices] == [("not published", 2), ("1520", 1)]
    tags = {line.kind: line.tags["gauge"] for line in made.picture.lines}
    assert tags["dg:Pipeline"] == []  # so no choice of a gauge hides a pipeline


def test_places_stand_at_their_longitude_and_latitude(store: Store) -> None:
    spots = {spot.key: spot for spot in view(store, "corridors").picture.spots}
    assert (spots["place/port-beta"].x, spots["place/port-beta"].y) == project(51, 44)
    assert spots["place/town-epsilon"].y < spots["place/port-gamma"].y  # north is up


def test_a_place_without_coordinates_stands_by_its_neighbours_and_says_so(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE / "example", tmp_path / "world")
    places = tmp_path / "world" / "places.csv"
    places.write_text(places.read_text("utf-8").replace(",50,48,", ",,,"), "utf-8")
    spots = {s.key: s for s in view(dg.build(tmp_path / "world"), "corridors").picture.spots}
    lost = spots["place/town-epsilon"]
    assert lost.estimated
    assert "not known" in " ".join(detail.text for detail in lost.details)
    assert project(37, 0)[0] < lost.x < project(53, 0)[0]


def test_a_segment_has_the_status_of_the_day() -> None:
    row = {"status": "dg:AssetOperating", "opened": date(2020, 1, 1), "closed": date(2024, 1, 1)}
    assert status_on(row, date(2019, 1, 1)) == "dg:AssetPlanned"
    assert status_on(row, date(2022, 1, 1)) == "dg:AssetOperating"
    assert status_on(row, date(2025, 1, 1)) == "dg:AssetClosed"


def test_plans_are_dashed_and_unknown_capacities_dotted() -> None:
    assert dashes_of("dg:AssetOperating", known_capacity=True) == ()
    assert dashes_of("dg:AssetOperating", known_capacity=False) == DOTTED
    assert dashes_of("dg:AssetPlanned", known_capacity=True) == DASHED


def test_parallel_lines_bend_apart(store: Store) -> None:
    picture = view(store, "corridors").picture
    twin = replace(picture.lines[0], key="segment/twin")
    back = replace(twin, origin=twin.destination, destination=twin.origin)
    bends = page._bends([picture.lines[0], twin, back])
    # The third runs the other way, so its bend has the other sign to lie on the other side.
    assert bends == [-0.24, 0.0, -0.24] or bends == [0.24, 0.0, 0.24]


def test_relations_are_those_of_the_day(store: Store) -> None:
    def leaders(at: str) -> list[str]:
        return [
            r["from"] for r in view(store, "relations", at=at).table if "leads" in r["relation"]
        ]

    assert leaders("2015-01-01") == ["Bo Alpha"]
    assert leaders("2025-01-01") == ["Ada Alpha"]
    assert [
        r["relation"] for r in view(store, "relations").table if r["to"] == "Transit treaty"
    ] == ["party to"] * 2


def test_the_page_of_relations_has_those_of_all_days_and_a_slider(store: Store) -> None:
    shown = view(store, "relations", at="2015-01-01")
    days = {line.label: line.days for line in shown.picture.lines if line.kind == "leads"}
    assert days["Bo Alpha → XAA"] == (date(2010, 1, 1), date(2019, 12, 31))
    first, last = shown.picture.span or (None, None)
    assert (first, last) == (date(1991, 12, 26), date(2027, 12, 31))
    assert f'data-first="{first}"' in shown.html
    assert 'id="day"' not in view(store, "corridors").html


def test_relations_can_be_filtered_by_what_stands_behind_them(store: Store) -> None:
    filters = {f.key: f for f in view(store, "relations").picture.filters}
    assert {c.value for c in filters["basis"].choices} == {"dg:BasisOfficial"}
    assert filters["basis"].rule == "any"
    assert filters["subject"].choices[0].label == "All, whatever the subject"


def test_a_large_network_is_laid_out_by_community_without_overlap() -> None:
    rings = [(10 * r + i, 10 * r + (i + 1) % 10) for r in range(200) for i in range(10)]
    points = positions(2000, [*rings, *((10 * r, 10 * r + 10) for r in range(199))])
    assert len(set(points)) == 2000
    ring = [math.dist(points[0], points[i]) for i in range(1, 10)]
    assert max(ring) < statistics.median(math.dist(points[0], points[i]) for i in range(2000)) / 3


def test_a_large_picture_draws_the_best_connected_at_once(store: Store) -> None:
    picture = replace(view(store, "relations").picture, core=3)
    html_page = page.render(picture)
    assert '"core":3' in html_page
    assert "The 3 best connected are drawn" in html_page


def test_a_japanese_page_has_japanese_words_and_labels(store: Store) -> None:
    text = Reader(view(store, "corridors", language="ja").html).text
    assert "輸送手段" in text
    assert "北パイプライン" in text
    assert "Filters" not in text


def test_both_languages_have_the_same_words() -> None:
    assert set(ENGLISH) == set(JAPANESE)
    for name, wording in ENGLISH.items():
        assert set(re.findall(r"{\w+}", wording)) == set(re.findall(r"{\w+}", JAPANESE[name])), name


def test_a_headline_is_shown_with_its_bounds(store: Store) -> None:
    rows: list[dict[str, Any]] = [
        {"measure": "transit_share", "label": "<Beta>", "value": 96.3, "low": 94, "high": 98.25,
         "unit": "percent", "year": 2024},
        {"measure": "transit_share", "label": "Gamma", "value": None, "year": 2024},
    ]  # fmt: skip
    text = view(store, "corridors", headline=Table(list(rows[0]), rows)).html
    assert "<b>96.3 % (94–98.2)</b> &lt;Beta&gt;" in text
    assert "<b>–</b> Gamma" in text  # unknown is not zero


def test_positions_are_apart_whole_and_the_same_each_time() -> None:
    edges = [(0, n) for n in range(1, 60)] + [(n, n + 1) for n in range(60, 90)]
    points = positions(92, edges)
    assert points == positions(92, edges)
    assert len(set(points)) == 92
    assert positions(0, []) == []
    assert positions(1, []) == [(0, 0)]


def test_the_library_cannot_end_its_script() -> None:
    code = page._library()
    assert "</script" not in code.lower()
    assert "<!--" not in code
    assert "sourceMappingURL" not in code
