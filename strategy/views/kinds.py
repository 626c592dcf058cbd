"""What the pages of Zielbilder, Handlungsfelder and Maßnahmen have in common is said once, here for each kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from strategy.forms.nodes import ActionFieldForm, MeasureForm, NodeForm, VisionForm
from strategy.models import ActionField, Measure, Vision
from strategy.services.fields import create_action_field, edit_action_field
from strategy.services.measures import create_measure, edit_measure
from strategy.services.visions import create_vision, edit_vision


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object: how it is called in addresses and sentences, and what writes it.

    ``neighbours`` are the relations to what it is connected with in the tree, ``parent`` is the parameter of the
    address that names what a new one belongs to.
    """

    name: str
    folder: str
    label: str
    the: str
    new: str
    model: Any
    form: type[NodeForm]
    create: Callable[..., Any]
    edit: Callable[..., Any]
    neighbours: Sequence[str]
    parent: str = ""

    @property
    def permission(self) -> str:
        """The end of its permissions: "measure"."""
        return str(self.model._meta.model_name)


VISION = Kind(
    "vision",
    "zielbilder",
    "Zielbild",
    "das Zielbild",
    "Neues Zielbild",
    Vision,
    VisionForm,
    create_vision,
    edit_vision,
    neighbours=("action_fields",),
)
FIELD = Kind(
    "action_field",
    "handlungsfelder",
    "Handlungsfeld",
    "das Handlungsfeld",
    "Neues Handlungsfeld",
    ActionField,
    ActionFieldForm,
    create_action_field,
    edit_action_field,
    neighbours=("visions", "measures"),
    parent="zielbild",
)
MEASURE = Kind(
    "measure",
    "massnahmen",
    "Maßnahme",
    "die Maßnahme",
    "Neue Maßnahme",
    Measure,
    MeasureForm,
    create_measure,
    edit_measure,
    neighbours=("action_fields",),
    parent="handlungsfeld",
)
KINDS = (VISION, FIELD, MEASURE)
