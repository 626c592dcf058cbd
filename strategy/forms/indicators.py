"""Forms of indicators and measured values, and the one that asks before something is removed."""

from copy import copy
from typing import Any

from crispy_forms.layout import Row
from django import forms
from django.utils import timezone

from common.conflicts import show_conflicts
from common.fields import FigureField
from common.layout import form_helper
from common.timeline import FieldChange
from common.validators import plausible_day, plausible_period, visible_text
from common.versions import VersionedModel
from common.widgets import DateInput
from strategy.models import Indicator
from strategy.services.indicators import CONTENT


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is measured, from which value to which, and until when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    baseline = FigureField(label="Ausgangswert", help_text="Der Wert, bevor die Maßnahme beginnt.")
    target = FigureField(
        label="Zielwert",
        help_text="Er darf auch unter dem Ausgangswert liegen, wenn etwas weniger werden soll.",
        error_messages={"required": "Bitte nennen Sie den Zielwert."},
    )

    class Meta:
        model = Indicator
        fields = CONTENT
        widgets = {"target_on": DateInput}
        error_messages = {
            "name": {"required": "Bitte schreiben Sie, was gemessen wird."},
            "unit": {"required": "Bitte nennen Sie die Einheit."},
        }

    def __init__(
        self, data: Any = None, *, stored: Indicator | None = None, initial: Any = None, cancel_url: str
    ) -> None:
        super().__init__(data, instance=copy(stored), initial=initial)
        for name in ("name", "unit"):
            self.fields[name].validators.append(visible_text)
        self.fields["target_on"].validators.append(plausible_period)
        self.initial.setdefault("version", stored.version if stored else 0)
        self.helper = form_helper(
            "version", "name", "unit", Row("baseline", "target"), "target_on", cancel_url=cancel_url
        )
        self.helper.attrs = {"data-draft": ""}

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the indicator."""
        return {name: self.cleaned_data[name] for name in CONTENT}

    def show_conflicts(self, stored: VersionedModel, *, what: str) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.content(), what=what)


class ValueForm(forms.Form):
    """What was measured, and on which day."""

    value = FigureField(error_messages={"required": "Bitte nennen Sie den gemessenen Wert."})
    measured_on = forms.DateField(
        label="gemessen am",
        widget=DateInput,
        validators=[plausible_day],
        help_text="Für einen Tag gilt ein Wert; ein zweiter ersetzt ihn.",
    )

    def __init__(self, data: Any = None, *, indicator: Indicator, cancel_url: str, initial: Any = None) -> None:
        super().__init__(data, initial={"measured_on": timezone.localdate()} | dict(initial or {}))
        self.fields["value"].label = f"Istwert ({indicator.unit})"
        self.helper = form_helper("value", "measured_on", submit="Messwert festhalten", cancel_url=cancel_url)

    def clean_measured_on(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["measured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft. Bitte nennen Sie den Tag der Messung.")
        return day


class RemoveForm(forms.Form):
    """Asks for the reason why something is removed; ``version`` is that of it, where it has one."""

    reason = forms.CharField(
        label="Grund",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Steht im Verlauf.",
        error_messages={"required": "Bitte nennen Sie einen Grund."},
    )

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, submit: str, cancel_url: str, version: int = 0, initial: Any = None
    ) -> None:
        super().__init__(data, initial={"version": version} | dict(initial or {}))
        self.helper = form_helper("reason", "version", submit=submit, cancel_url=cancel_url)
