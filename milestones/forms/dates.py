"""The form that moves a date of a milestone."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from common.widgets import DateInput
from milestones.enums import DateKind
from milestones.forms.fields import DecisionField, read_by_guests
from milestones.models import Milestone
from milestones.services.dates import NewDate
from milestones.validators import plausible_milestone_day
from people.models import User

LABELS = {
    DateKind.PLANNED: "Neuer geplanter Termin",
    DateKind.FORECAST: "Voraussichtlicher Termin",
    DateKind.REACHED: "Erreicht am",
}
TAKING_BACK = {
    DateKind.FORECAST: "Leer: Sie rechnen wieder mit dem geplanten Tag.",
    DateKind.REACHED: "Leer: Er ist doch noch nicht erreicht.",
}
"""What an empty date means where there is one."""


class DateForm(forms.Form):
    """Which day, why, and by which decision. ``was`` is the date that the form was opened with."""

    on = forms.DateField(
        widget=DateInput,
        validators=[plausible_milestone_day],
        error_messages={"required": "Bitte nennen Sie den Tag."},
    )
    reason = forms.CharField(
        label="Grund",
        max_length=1_900,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte nennen Sie den Grund der Terminänderung."},
    )
    decision = DecisionField(help_text="Wenn ein Gremium den Termin beschlossen hat. Zum Beispiel: B-2021-007")
    was = forms.DateField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)

    def __init__(
        self,
        data: Any = None,
        *,
        milestone: Milestone,
        kind: str,
        user: User,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        stored = milestone.date_of(kind)
        shown = {"on": stored.isoformat() if stored else None, "was": stored.isoformat() if stored else None}
        super().__init__(data, initial=shown | dict(initial or {}))
        self.kind, self.milestone = kind, milestone
        self.fields["on"].label = LABELS[DateKind(kind)]
        if stored and kind in TAKING_BACK:
            self.fields["on"].required = False
            self.fields["on"].help_text = TAKING_BACK[DateKind(kind)]
        if kind == DateKind.PLANNED and milestone.forecast_on and milestone.forecast_on > milestone.planned_on:
            self.fields[
                "on"
            ].help_text = f"Ab dem {milestone.forecast_on:%d.%m.%Y} ist die Prognose im Plan enthalten und endet."
        self.fields["decision"].user = user  # type: ignore[attr-defined]
        self.fields["reason"].help_text = (
            read_by_guests(milestone) or "Steht bei den Terminänderungen des Meilensteins."
        )
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True

    def clean(self) -> dict[str, Any]:
        """Ask for another day than the one that the form was opened with, and for a forecast that lies ahead."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind == DateKind.FORECAST and cleaned.get("on") and cleaned["on"] < timezone.localdate():
            self.add_error("on", "Dieser Tag ist vorbei. Ist der Meilenstein erreicht, so tragen Sie das ein.")
        if cleaned.get("on") and cleaned["on"] == cleaned.get("was"):
            self.add_error("on", "Das ist der bisherige Termin. Bitte nennen Sie einen anderen, oder brechen Sie ab.")
        return cleaned

    def new_date(self) -> NewDate:
        """Return what a valid form says."""
        given = self.cleaned_data
        return NewDate(self.kind, given["on"], given["reason"].strip(), given["decision"])
