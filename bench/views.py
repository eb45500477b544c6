"""Seconds in which Chromium opens pages of 200, 2 000 and 10 000 nodes: `make bench`.

Playwright drives the Chromium that is installed; without it the lines are left out.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import networkx as nx

from diplograph.table import Table
from diplograph.views import page
from diplograph.views.layout import positions
from diplograph.views.picture import Choice, Detail, Filter, Line, Mark, Picture, Spot
from diplograph.views.words import words

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
COLUMNS = ("from", "relation", "to", "start", "end", "source")


def picture(size: int) -> Picture:
    """Return a random picture with the degrees and the texts of a network of relations."""
    net = nx.powerlaw_cluster_graph(size, 2, 0.3, seed=1)
    points = positions(size, list(net.edges))
    ranked = sorted(net, key=lambda n: (-net.degree(n), n))
    rank = {n: place for place, n in enumerate(ranked)}
    kind = [Detail("Kind", "organisation")]
    told = [Detail("Relation", "member of"), Detail("Source", "A page (p. 3)", "https://x.org/a")]
    cells = {name: [Detail("", "of a usual length")] for name in COLUMNS}
    spots = [
        Spot(
            f"n{n}", f"Organisation {n}", "organisation", points[n][0], points[n][1], rank[n], kind
        )
        for n in net
    ]
    lines = [
        Line(f"{a}-{b}", f"n{a}", f"n{b}", "a → b", "member of", cells, told, {"relation": ["m"]})
        for a, b in net.edges
    ]
    say = words("en")
    return Picture(
        name="relations", language="en", at=date(2025, 12, 20), title=f"{size} nodes", summary="",
        spots=spots, lines=lines, left_out=0,
        spot_marks={"organisation": Mark("organisation", "#E69F00", "square")},
        line_marks={"member of": Mark("member of", "#B57B00")}, styles=[],
        filters=[Filter("relation", "Relation", "all", [Choice("m", "member of", len(lines))])],
        columns={name: say[name] for name in COLUMNS}, method="", query="", statements=0,
        sources=Table(["title", "publisher", "published", "accessed", "licence", "url"], []),
        span=(date(1991, 12, 26), date(2026, 12, 31)),
    )  # fmt: skip


def opened(address: str, chromium: str) -> float:
    """Return the median of three openings: from the address to a page that is ready."""
    from playwright.sync_api import sync_playwright

    took = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(3):
            tab = browser.new_page(viewport={"width": 1400, "height": 900})
            start = time.perf_counter()
            tab.goto(address)
            tab.wait_for_selector("html[data-ready=yes]", timeout=60_000)
            took.append(time.perf_counter() - start)
            tab.close()
        browser.close()
    return statistics.median(took)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium: pages are not opened")
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in (200, 2_000, 10_000):
            start = time.perf_counter()
            made = page.render(picture(size))
            path = Path(folder) / f"{size}.html"
            path.write_text(made, encoding="utf-8")
            print(
                f"{size:>6} nodes: made in {time.perf_counter() - start:.1f} s,"
                f" {len(made) / 1e6:.1f} MB, opened in {opened(path.as_uri(), chromium):.1f} s"
                f"{'  (≤ 5)' if size == 10_000 else ''}"
            )


if __name__ == "__main__":
    main()
