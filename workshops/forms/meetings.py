"""Forms of a meeting's head, and of a new meeting with its agenda and attendance."""

from copy import copy
from typing import Any

from crispy_forms.layout import Fieldset, Row
from django import forms

from common.conflicts import show_conflicts
from common.layout import form_helper
from common.timeline import FieldChange
from common.validators import plausible_day
from common.versions import VersionedModel
from common.widgets import DateInput, TimeInput
from people.models import Organisation
from workshops.models import AgendaItem, Meeting
from workshops.models.meetings import HEAD_FIELDS

MAX_AGENDA_ITEMS = 100

HEAD_LAYOUT = (
    Fieldset("Termin", "body", Row("format", "number"), Row("held_on", "starts_at", "ends_at"), "place"),
    Fieldset("Leitung und Protokoll", "moderation", "keeper", "project", "distribution"),
)


class MeetingForm(forms.ModelForm):  # type: ignore[type-arg]
    """The head of a meeting: what, when, where and who leads it."""

    number = forms.IntegerField(
        label="Nummer",
        required=False,
        min_value=1,
        max_value=9_999,
        help_text="Die wievielte Sitzung der Reihe. Leer, wenn nicht gezählt wird.",
        error_messages={"invalid": "Das ist keine Zahl. Bitte schreiben Sie sie wie 5 oder lassen Sie das Feld leer."},
    )

    class Meta:
        model = Meeting
        fields = HEAD_FIELDS
        widgets = {"held_on": DateInput, "starts_at": TimeInput, "ends_at": TimeInput}
        help_texts = {
            "format": "Entscheidet über den Titel: „5. Workshop der …“ oder „5. Sitzung des …“.",
            "held_on": "Zum Beispiel: 14.01.2021",
            "starts_at": "Zum Beispiel: 09:00",
            "ends_at": "Zum Beispiel: 10:30",
            "place": "Zum Beispiel: Rathaus, Raum 201, Kornmarkt 12 – oder: Videokonferenz",
            "moderation": "Person oder Organisation. Zum Beispiel: Tilia GmbH",
            "keeper": "Wer das Protokoll schreibt.",
            "project": "Steht über dem Titel des Protokolls.",
        }
        error_messages = {
            "body": {"required": "Bitte wählen Sie das Gremium."},
            "held_on": {
                "required": "Bitte nennen Sie das Datum.",
                "invalid": "Das ist kein Datum. Bitte schreiben Sie es wie 14.01.2021.",
            },
            "starts_at": {"invalid": "Das ist keine Uhrzeit. Bitte schreiben Sie sie wie 09:00."},
            "ends_at": {"invalid": "Das ist keine Uhrzeit. Bitte schreiben Sie sie wie 10:30."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].empty_label = "Bitte wählen"  # type: ignore[attr-defined]
        self.fields["held_on"].validators.append(plausible_day)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning and a number that is taken, each at its own field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten.")
        body, number = cleaned.get("body"), cleaned.get("number")
        if body and number and body.meetings.filter(number=number).exclude(pk=self.instance.pk).exists():
            self.add_error("number", f"Die Nummer {number} hat in diesem Gremium schon eine andere Sitzung.")
        return cleaned

    def head(self) -> dict[str, Any]:
        """Return the valid values of the head, by field name."""
        return {name: self.cleaned_data[name] for name in HEAD_FIELDS}


class NewMeetingForm(MeetingForm):
    """A new meeting with its agenda, and with the organisations that are expected."""

    agenda = forms.CharField(
        label="Tagesordnung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ein Tagesordnungspunkt je Zeile. Zum Beispiel: Rückblick, Vorstellung der Agenda",
    )
    attendance = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label="Erwartete Organisationen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wer tatsächlich da war, tragen Sie nach der Sitzung unter „Teilnahme“ ein.",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            *HEAD_LAYOUT,
            Fieldset("Tagesordnung und Teilnahme", "agenda", "attendance"),
            Fieldset("Sichtbarkeit", "is_public"),
            submit="Sitzung anlegen",
            cancel_url=cancel_url,
        )
        self.helper.attrs = {"data-draft": ""}

    def clean_agenda(self) -> list[str]:
        """Return the titles of the agenda items, one for each line that is not empty."""
        titles = [line.strip() for line in self.cleaned_data["agenda"].splitlines() if line.strip()]
        longest = AgendaItem._meta.get_field("title").max_length
        for number, title in enumerate(titles, start=1):
            if longest is not None and len(title) > longest:
                raise forms.ValidationError(
                    f"Der {number}. Tagesordnungspunkt ist zu lang: Er hat {len(title)} Zeichen,"
                    f" möglich sind {longest}. Bitte kürzen Sie ihn."
                )
        if len(titles) > MAX_AGENDA_ITEMS:
            raise forms.ValidationError(
                f"Das sind {len(titles)} Tagesordnungspunkte, möglich sind {MAX_AGENDA_ITEMS}. Bitte kürzen Sie."
            )
        return titles


class HeadForm(MeetingForm):
    """The head of a stored meeting, with the version that it was loaded at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, is_locked: bool, **kwargs: Any) -> None:
        # A copy: what was typed is not the meeting's head before it is saved.
        super().__init__(*args, instance=copy(meeting), **kwargs)
        self.initial.setdefault("version", self.instance.version)
        if is_locked:
            for name in HEAD_FIELDS:
                self.fields[name].disabled = name != "is_public"
        visibility = Fieldset("Sichtbarkeit", "is_public")
        self.helper = form_helper("version", *HEAD_LAYOUT, visibility, cancel_url=meeting.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.head(), what="die Kopfdaten")
