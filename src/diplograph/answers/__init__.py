"""Questions → rows: read the figures, call the measures, keep the facts and sources behind each."""

from diplograph.answers.answer import Answer
from diplograph.answers.chokepoints import chokepoints
from diplograph.answers.corridors import compare
from diplograph.answers.influence import influence
from diplograph.answers.partners import dependence
from diplograph.answers.ways import routes

__all__ = ["Answer", "chokepoints", "compare", "dependence", "influence", "routes"]
