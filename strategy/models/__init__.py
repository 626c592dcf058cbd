"""What the strategy consists of: Zielbilder down to Maßnahmen, Teilkonzepte, versions and consultations."""

from strategy.models.consultations import Consultation, Opinion
from strategy.models.fields import ActionField, ActionFieldVision
from strategy.models.files import AnnexFile, StoredFile
from strategy.models.measures import Indicator, IndicatorValue, Measure, MeasureField
from strategy.models.sub_concepts import ConceptLink, SubConcept, SubConceptSection
from strategy.models.versions import Annex, CouncilResolution, Release, StrategyVersion
from strategy.models.visions import Vision

__all__ = [
    "ActionField",
    "ActionFieldVision",
    "Annex",
    "AnnexFile",
    "ConceptLink",
    "Consultation",
    "CouncilResolution",
    "Indicator",
    "IndicatorValue",
    "Measure",
    "MeasureField",
    "Opinion",
    "Release",
    "StoredFile",
    "StrategyVersion",
    "SubConcept",
    "SubConceptSection",
    "Vision",
]
