"""What the strategy consists of: Handlungsfelder and Teilkonzepte."""

from strategy.models.fields import ActionField
from strategy.models.sub_concepts import SubConcept

__all__ = ["ActionField", "SubConcept"]
