"""The forms of progress reports and conditions."""

from copy import copy
from datetime import date
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from common.layout import SecondButton, form_helper
from common.validators import plausible_day
from common.widgets import DateInput
from pilots.models import Pilot, PilotFile, ProgressReport
from pilots.services.progress import REPORT_FIELDS

REMOVE = "remove"
"""Name of the button that removes a report."""


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]
    """A progress report with its picture; ``report`` is the stored one, ``picture`` what it shows so far."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    picture = forms.FileField(
        label="Bild",
        required=False,
        help_text="PNG, JPG oder WebP, höchstens 20 MB. Ein neues Bild ersetzt das alte.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    description = forms.CharField(
        label="Bildbeschreibung",
        max_length=200,
        required=False,
        help_text="Was zu sehen ist, für Menschen, die das Bild nicht sehen.",
    )

    class Meta:
        model = ProgressReport
        fields = REPORT_FIELDS
        widgets = {
            "reported_on": DateInput,
            "text": forms.Textarea(attrs={"rows": 4}),
            "visible_result": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"is_public": "auf der öffentlichen Seite zeigen"}
        help_texts = {
            "is_public": "Öffentlich wird der Zwischenstand, sobald das Pilotprojekt veröffentlicht ist.",
            "visible_result": "Was die Menschen in Gera schon davon sehen oder nutzen.",
        }
        error_messages = {
            "text": {"required": "Bitte schreiben Sie, was seit dem letzten Mal geschehen ist."},
            "percent": {"required": "Bitte schätzen Sie den Fortschritt von 0 bis 100."},
        }

    def __init__(
        self, *args: Any, pilot: Pilot, report: ProgressReport | None, picture: PilotFile | None, **kwargs: Any
    ) -> None:
        kwargs["instance"] = copy(report) if report else ProgressReport(pilot=pilot)
        super().__init__(*args, **kwargs)
        self.has_picture = picture is not None
        self.initial.setdefault("description", picture.description if picture else "")
        if report is None:
            self.initial["reported_on"] = timezone.localdate()
        self.initial.setdefault("version", report.version if report else 0)
        self.helper = form_helper(
            "version",
            Row("reported_on", AppendedText("percent", "%")),
            "text",
            "visible_result",
            Fieldset("Bild", "picture", "description"),
            "is_public",
            submit="Zwischenstand speichern",
            more=[SecondButton(REMOVE, "Zwischenstand entfernen")] if report else [],
            cancel_url=pilot.get_absolute_url(),
        )
        self.helper.attrs = {"data-draft": ""}

    def clean_reported_on(self) -> date:
        """Refuse a day that is still to come, and a slip of the keyboard."""
        day: date = self.cleaned_data["reported_on"]
        plausible_day(day)
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for words about a picture."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("picture") or self.has_picture) and not cleaned.get("description"):
            self.add_error("description", "Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")
        return cleaned

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the report."""
        return {name: self.cleaned_data[name] for name in REPORT_FIELDS}


class MeetForm(forms.Form):
    """Since when a condition is met, and how that is shown."""

    met_on = forms.DateField(label="erfüllt am", widget=DateInput, validators=[plausible_day])
    proof = forms.CharField(
        label="Nachweis",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Zum Beispiel: Freigabe der Datenschutzbeauftragten vom 3. März 2021",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"met_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class ReopenForm(forms.Form):
    """Why a condition is not met after all."""

    reason = forms.CharField(
        label="Grund",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte nennen Sie einen Grund."},
    )
