"""What each segment carries before and under a scenario, summed over the routes that use it."""

from __future__ import annotations

from collections import defaultdict

from diplograph.answers.answer import Answer
from diplograph.answers.whatif.flow import Flow


def loads(flow: Flow, found: Answer) -> dict[str, tuple[float, float]]:
    """Return, by segment, the volume of a flow before and under a scenario.

    Parameters
    ----------
    flow
        The flow that the scenario was asked about.
    found
        What `scenario` answered; its rows `route_volume` are summed.

    Returns
    -------
    dict
        In the unit of the flow per year. A segment that no route with a volume uses is left out.
    """
    before: dict[str, float] = defaultdict(float)
    after: dict[str, float] = defaultdict(float)
    for row in found.rows:
        if row["measure"] == "route_volume" and row["subject"] in flow.chains:
            for segment in flow.chains[row["subject"]].segments:
                before[segment] += row["baseline"] or 0.0
                after[segment] += row["scenario"] or 0.0
    return {segment: (before[segment], after[segment]) for segment in before}
