"""What several forms of milestones share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from milestones.models import Milestone
from people.rules import Person
from workshops.models import Decision


def read_by_guests(milestone: Milestone) -> str:
    """Return the hint that guests read what is written here, or nothing where they do not."""
    return "Auch für Gäste lesbar, denn der Meilenstein ist veröffentlicht." if milestone.is_public else ""


class DecisionField(forms.CharField):
    """A decision by its number, as far as ``user`` may read it; there are too many of them to choose from a list."""

    def __init__(self, *, user: Person | None = None, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 12, "label": "Beschluss", **kwargs})
        self.user = user

    def prepare_value(self, value: Any) -> Any:
        """Show the number of a stored decision."""
        return value.reference if isinstance(value, Decision) else value

    def clean(self, value: Any) -> Any:
        """Return the decision, ``None`` where none is named. Raises ``ValidationError`` for an unknown number."""
        reference = super().clean(value).upper()
        if not reference:
            return None
        readable = Decision.objects.visible_to(self.user) if self.user else Decision.objects.none()
        if found := readable.filter(reference=reference).first():
            return found
        raise ValidationError(
            f"Einen Beschluss {reference} gibt es nicht. Die Nummern stehen unter „Beschlüsse“, etwa B-2021-007."
        )
