"""Questions → rows: read the figures, call the measures, keep the facts and sources behind each."""

from diplograph.answers.answer import Answer
from diplograph.answers.between import between
from diplograph.answers.changes import changes
from diplograph.answers.chokepoints import chokepoints
from diplograph.answers.corridors import compare
from diplograph.answers.influence import influence
from diplograph.answers.leave_one_out import leave_one_out
from diplograph.answers.partners import dependence
from diplograph.answers.series import series
from diplograph.answers.ways import routes

__all__ = [
    "Answer",
    "between",
    "changes",
    "chokepoints",
    "compare",
    "dependence",
    "influence",
    "leave_one_out",
    "routes",
    "series",
]
