"""Forms of a list: a new one, and its head."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Fieldset, Row
from django import forms

from common.conflicts import show_conflicts
from common.fields import EuroField
from common.layout import form_helper
from common.timeline import FieldChange
from common.versions import VersionedModel
from common.widgets import DateTimeInput
from ideas.forms.calls import NO_MOMENT, MomentField, plausible_moment
from pilots.enums import ListStatus
from pilots.list_timeline import HEAD_FIELDS
from pilots.models import PilotList
from pilots.selectors.lists import meetings_for_lists
from pilots.services.lists import TEMPLATE, NewCriterion
from workshops.models import Meeting


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of meetings with their day."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "14.01.2021 Sitzung des Strategiekreises"."""
        return f"{obj.held_on:%d.%m.%Y} {obj.title}"


class NewListForm(forms.Form):
    """For which meeting a list is made, and from where its criteria come."""

    meeting = MeetingChoice(
        label="Sitzung",
        queryset=Meeting.objects.none(),
        empty_label="Bitte wählen",
        help_text="In dieser Sitzung entscheidet das Gremium. Jede Sitzung hat höchstens eine Liste.",
        error_messages={"required": "Bitte wählen Sie die Sitzung."},
    )
    template = forms.ModelChoiceField(
        label="Kriterien",
        queryset=PilotList.objects.none(),
        required=False,
        empty_label="aus der Vorlage (Nutzen, Sichtbarkeit, Umsetzbarkeit …)",
        help_text="Sie lassen sich danach ändern.",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is sent may name a meeting that has got its list meanwhile, by a first click or by somebody else.
        meetings = meetings_for_lists() if self.is_bound else meetings_for_lists().filter(pilot_list=None)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["template"].queryset = PilotList.objects.select_related("meeting__body")  # type: ignore[attr-defined]
        self.helper = form_helper("meeting", "template", submit="Pilotliste anlegen", cancel_url=cancel_url)
        self.helper.hide_optional = True

    def criteria(self) -> Sequence[NewCriterion]:
        """Return the criteria that the new list starts with."""
        chosen = self.cleaned_data["template"]
        return criteria_of(chosen) if chosen else TEMPLATE


def criteria_of(pilot_list: PilotList) -> list[NewCriterion]:
    """Return the criteria of a list as values."""
    return [NewCriterion(one.name, one.weight, one.labels, one.explanation) for one in pilot_list.criteria.all()]


class HeadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Introduction, budget, review window and visibility of names; after the opening only the end."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    budget = EuroField(label="Budgetrahmen", required=False, help_text="Ganze Euro. Leer: ohne Rahmen.")

    class Meta:
        model = PilotList
        fields = HEAD_FIELDS
        field_classes = {"review_from": MomentField, "review_until": MomentField}
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 5}),
            "review_from": DateTimeInput,
            "review_until": DateTimeInput,
        }
        help_texts = {
            "introduction": "Was die Mitglieder vor dem Bewerten wissen sollten. Absätze trennt eine leere Zeile.",
            "review_until": "Wer noch nicht abgegeben hat, wird 7 und 2 Tage vorher erinnert.",
        }
        error_messages = {
            "review_from": {"invalid": NO_MOMENT},
            "review_until": {"invalid": NO_MOMENT},
        }

    def __init__(self, *args: Any, pilot_list: PilotList, **kwargs: Any) -> None:
        # A copy: what was typed is not the list before it is saved.
        super().__init__(*args, **kwargs, instance=copy(pilot_list))  # type: ignore[misc]
        self.initial.setdefault("version", pilot_list.version)
        window: tuple[Any, ...] = ("review_from", "review_until")
        layout = [
            Fieldset("Für die Mitglieder", "introduction", AppendedText("budget", "Euro")),
            Fieldset("Bewertung", Row(*window), "names_are_shown"),
        ]
        if pilot_list.status != ListStatus.DRAFT:
            for name in set(HEAD_FIELDS) - {"review_until"}:
                del self.fields[name]
            layout = [Fieldset("Bewertung", "review_until")]
        for name in set(window) & set(self.fields):
            self.fields[name].validators.append(plausible_moment)
        self.helper = form_helper("version", *layout, cancel_url=pilot_list.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begin = cleaned.get("review_from", self.instance.review_from)
        if begin and cleaned.get("review_until") and cleaned["review_until"] <= begin:
            self.add_error("review_until", "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeitpunkte.")
        return cleaned

    def head(self) -> dict[str, Any]:
        """Return the valid values by field name."""
        return {name: self.cleaned_data[name] for name in HEAD_FIELDS if name in self.fields}

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Put the stored values beside what was typed, and return the differences."""
        return show_conflicts(self, stored, self.head(), what="die Angaben der Liste")
