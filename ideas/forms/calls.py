"""Forms of calls: the call itself, its copy, and its access codes."""

from copy import copy
from datetime import datetime
from typing import Any

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.conflicts import show_conflicts
from common.layout import form_helper
from common.timeline import FieldChange
from common.validators import plausible_day
from common.versions import VersionedModel
from common.widgets import DateInput, DateTimeInput
from ideas.enums import Channel
from ideas.forms.channels import TERMS
from ideas.models import AccessCode, Call
from ideas.models.calls import MAX_GRACE_HOURS
from ideas.services.codes import MAX_CODES

TEXT_FIELDS = ("title", "text")
TIME_FIELDS = ("opens_at", "closes_at", "grace_hours")
JURY_FIELDS = ("prizes", "jury_criteria", "jury_on", "terms")
CALL_FIELDS = (*TEXT_FIELDS, *TIME_FIELDS, "access", *JURY_FIELDS, "retention_months")

NEW_CHANNELS = [(one.value, one.label) for one in (Channel.PROFILE, Channel.COMPETITION)]
CLOCK_CHANGE = (
    "In dieser Stunde wird die Uhr umgestellt, der Zeitpunkt ist deshalb nicht eindeutig. Bitte wählen Sie einen"
    " früheren oder späteren."
)
NO_MOMENT = "Das ist kein Zeitpunkt. Bitte schreiben Sie ihn wie 30.10.2020 12:00."


def plausible_moment(moment: datetime) -> None:
    """Refuse a moment whose day is a slip of the keyboard."""
    plausible_day(timezone.localtime(moment).date())


def still_to_come(moment: datetime) -> None:
    """Refuse a moment that is over."""
    if moment <= timezone.now():
        raise ValidationError("Dieser Zeitpunkt ist schon vorbei. Bitte nennen Sie einen späteren.")


class MomentField(forms.DateTimeField):
    """Date and time; those that the change of the clock leaves out, or has twice, are refused with a sentence."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment. Raises ``ValidationError``."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(CLOCK_CHANGE, code="clock_change") from error
            raise


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a call says, when it is open, and to whom."""

    class Meta:
        model = Call
        fields = CALL_FIELDS
        field_classes = {"opens_at": MomentField, "closes_at": MomentField}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "opens_at": DateTimeInput,
            "closes_at": DateTimeInput,
            "prizes": forms.Textarea(attrs={"rows": 2}),
            "jury_criteria": forms.Textarea(attrs={"rows": 3}),
            "jury_on": DateInput,
            "terms": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "text": "Worum es geht, für wen, und was danach geschieht. Absätze trennt eine leere Zeile.",
            "opens_at": "Leer: sobald der Aufruf veröffentlicht ist.",
            "closes_at": "Auf die Minute genau. Leer: ohne Ende.",
            "prizes": "Zum Beispiel: 1. Preis 1.000 Euro, 2. Preis 500 Euro",
            "jury_criteria": "Je Zeile eines. Zum Beispiel: Nutzen für viele Menschen in Gera",
            "terms": f"Absätze trennt eine leere Zeile. Leer: {TERMS}",
            "jury_on": "Ab dem Tag danach zeigt der Aufruf, wer gewonnen hat.",
        }
        error_messages = {
            "title": {"required": "Bitte geben Sie dem Aufruf einen Titel."},
            "opens_at": {"invalid": NO_MOMENT},
            "closes_at": {"invalid": NO_MOMENT},
            "grace_hours": {"max_value": f"Bitte nennen Sie höchstens {MAX_GRACE_HOURS} Stunden (zwei Wochen)."},
            "jury_on": {"invalid": "Das ist kein Datum. Bitte schreiben Sie es wie 14.01.2021."},
            "access": {"required": "Bitte wählen Sie, wer einreichen darf."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            self.fields[name].validators.append(plausible_moment)
        self.fields["jury_on"].validators.append(plausible_day)
        self.fields["access"].widget = forms.RadioSelect(choices=self.fields["access"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and prizes where there is no competition, each at its own field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeitpunkte.")
        if cleaned.get("channel", self.instance.channel) != Channel.COMPETITION:
            for name in JURY_FIELDS:
                if cleaned.get(name):
                    self.add_error(name, "Das gibt es nur beim Ideenwettbewerb.")
        return cleaned

    def content(self) -> dict[str, Any]:
        """Return the valid values by field name."""
        return {name: self.cleaned_data[name] for name in CALL_FIELDS if name in self.fields}


class NewCallForm(CallForm):
    """A new call, with its channel."""

    channel = forms.ChoiceField(
        label="Kanal",
        choices=NEW_CHANNELS,
        widget=forms.RadioSelect,
        help_text="Entscheidet über das Formular. Er lässt sich später nicht mehr ändern.",
        error_messages={"required": "Bitte wählen Sie den Kanal."},
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jury = Fieldset("Preise und Jury (nur beim Ideenwettbewerb)", *JURY_FIELDS)
        self.helper = form_helper(
            Fieldset("Aufruf", "channel", *TEXT_FIELDS), *_layout(jury), submit="Aufruf anlegen", cancel_url=cancel_url
        )
        self.helper.attrs = {"data-draft": ""}


class EditCallForm(CallForm):
    """A stored call, with the version that it was loaded at. It asks only for what its channel has."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, cancel_url: str, **kwargs: Any) -> None:
        # A copy: what was typed is not the call before it is saved.
        super().__init__(*args, instance=copy(call), **kwargs)
        self.initial.setdefault("version", call.version)
        if call.channel == Channel.FORM:
            for name in (*TIME_FIELDS, "access"):
                del self.fields[name]
        if call.channel != Channel.COMPETITION:
            for name in JURY_FIELDS:
                del self.fields[name]
        jury = Fieldset("Preise und Jury", *JURY_FIELDS)
        rest = _layout(jury if call.channel == Channel.COMPETITION else None, has_end=call.channel != Channel.FORM)
        self.helper = form_helper("version", Fieldset("Aufruf", *TEXT_FIELDS), *rest, cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.content(), what="den Aufruf")


class CopyCallForm(forms.Form):
    """The title of a copy; another title makes another address."""

    title = forms.CharField(
        label="Titel des neuen Aufrufs",
        max_length=150,
        help_text="Zum Beispiel mit der neuen Jahreszahl.",
        error_messages={"required": "Bitte geben Sie dem Aufruf einen Titel."},
    )


class CodeForm(forms.ModelForm):  # type: ignore[type-arg]
    """For whom a code is, until when it holds and how often."""

    max_uses = forms.IntegerField(
        label="höchstens so oft",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Leer: beliebig oft.",
        error_messages={"invalid": "Das ist keine Zahl. Bitte schreiben Sie sie wie 5 oder lassen Sie das Feld leer."},
    )

    class Meta:
        model = AccessCode
        fields = ("note", "expires_at", "max_uses")
        field_classes = {"expires_at": MomentField}
        widgets = {"expires_at": DateTimeInput}
        help_texts = {
            "note": "Zum Beispiel: Stadtwerke. Sieht nur das SMARTCity-Team.",
            "expires_at": "Leer: so lange wie der Aufruf.",
        }
        error_messages = {"expires_at": {"invalid": NO_MOMENT}}

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].validators.append(plausible_moment)
        self.helper = form_helper("note", Row("expires_at", "max_uses"), cancel_url=cancel_url)


class NewCodesForm(CodeForm):
    """How many codes to make; ``stamp`` tells a second click from a second wish."""

    count = forms.IntegerField(
        label="Anzahl",
        min_value=1,
        max_value=MAX_CODES,
        initial=1,
        help_text=f"Wie viele Codes auf einmal entstehen, höchstens {MAX_CODES}.",
        error_messages={"required": "Bitte nennen Sie die Anzahl.", "invalid": "Das ist keine Zahl."},
    )
    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].validators.append(still_to_come)
        self.helper = form_helper(
            "stamp", Row("count", "max_uses"), Row("note", "expires_at"), submit="Zugangscodes anlegen"
        )


class PictureForm(forms.Form):
    """The picture of a call with its description, and the version that it was loaded at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    picture = forms.FileField(
        label="Bild",
        required=False,
        max_length=150,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPG oder WebP, höchstens 20 MB. Ort und Kamera werden aus dem Bild entfernt.",
        error_messages={"empty": "Diese Datei ist leer. Bitte wählen Sie eine andere."},
    )
    text = forms.CharField(
        label="Bildbeschreibung",
        required=False,
        max_length=200,
        help_text="Was zu sehen ist, für Menschen, die es nicht sehen. Zum Beispiel: Kinder messen am Fluss das Licht",
    )
    remove = forms.BooleanField(label="Bild entfernen", required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": call.version, "text": call.picture_text}
        self.call = call
        if not call.picture:
            del self.fields["remove"]
        self.helper = form_helper(*self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for a picture, and for the description of one that is shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.setdefault("remove", False)
        if not cleaned["remove"] and not self.errors:
            if not cleaned.get("picture") and not self.call.picture:
                self.add_error("picture", "Bitte wählen Sie ein Bild.")
            elif not cleaned.get("text"):
                self.add_error("text", "Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")
        return cleaned


def _layout(jury: Fieldset | None, *, has_end: bool = True) -> list[Fieldset]:
    times = Fieldset("Zeitraum", Row("opens_at", "closes_at"), "grace_hours")
    access = Fieldset("Zugang", "access")
    privacy = Fieldset("Datenschutz", "retention_months")
    return [one for one in (times if has_end else None, access if has_end else None, jury, privacy) if one]
