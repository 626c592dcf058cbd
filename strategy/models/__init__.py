"""What the strategy consists of: Handlungsfelder, Teilkonzepte, its versions and the consultations on them."""

from strategy.models.consultations import Consultation, Opinion
from strategy.models.fields import ActionField
from strategy.models.sub_concepts import SubConcept
from strategy.models.versions import Annex, CouncilResolution, Release, StrategyVersion

__all__ = [
    "ActionField",
    "Annex",
    "Consultation",
    "CouncilResolution",
    "Opinion",
    "Release",
    "StrategyVersion",
    "SubConcept",
]
