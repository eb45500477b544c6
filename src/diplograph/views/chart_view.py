"""A chart, map or timeline as a file: a page, or a picture without one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from diplograph.errors import QueryError
from diplograph.files import write
from diplograph.table import Table
from diplograph.views import chart_page, page, vega
from diplograph.views.chart import Chart


@dataclass(frozen=True)
class ChartView:
    """A chart, map or timeline as one HTML page that needs no network, or as SVG or PNG.

    Attributes
    ----------
    chart
        What is shown: the specification, the table twin, notes and sources.
    """

    chart: Chart

    @cached_property
    def html(self) -> str:
        """The page: the same store and arguments give the same bytes."""
        return chart_page.render(self.chart)

    @property
    def table(self) -> Table:
        """The table twin: the numbers that are drawn."""
        return self.chart.table

    @cached_property
    def svg(self) -> str:
        """The picture with its title, as SVG."""
        return vega.svg(chart_page.titled(self.chart))

    @cached_property
    def png(self) -> bytes:
        """The picture with its title, as PNG at two pixels a point."""
        return vega.png(chart_page.titled(self.chart))

    def save(self, path: Path | str) -> Path:
        """Write the page, or the picture where the name ends on `.svg` or `.png`, in one step.

        Raises
        ------
        QueryError
            If the name has another ending.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".html" | ".htm":
                return write(target, self.html.encode())
            case ".svg":
                return write(target, self.svg.encode())
            case ".png":
                return write(target, self.png)
        raise QueryError(f"{target.name}: a chart is saved as .html, .svg or .png")

    def _repr_html_(self) -> str:
        return page.frame(self.html, self.chart.title)

    def __repr__(self) -> str:
        day = f" at {self.chart.at}" if self.chart.at else ""
        return f"<ChartView {self.chart.name} of {len(self.table)} rows{day}>"
