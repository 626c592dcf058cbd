"""The rows of the sheet of decisions: their forms, and what the template draws of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from common.validators import plausible_day
from common.widgets import option_elements
from pilots.enums import PilotStatus
from pilots.forms.fields import SharedFields
from pilots.selectors.board import Place
from workshops.content import Votes

OPEN = "offen lassen"
OUTCOMES = [("", OPEN), *((status.value, status.label) for status in PilotStatus.outcomes())]
COUNTED = ("yes", "no", "abstained")


def outcome_options(chosen: str) -> SafeString:
    """Return the outcomes as options of a select."""
    return option_elements(tuple(OUTCOMES), (chosen,))


def _votes(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=999)


class VoteForm(forms.Form):
    """One vote: the figures, why, and when what was put back comes up again."""

    yes = _votes("Ja")
    no = _votes("Nein")
    abstained = _votes("Enthaltungen")
    conflicted = _votes("Befangen")
    reason = forms.CharField(label="Begründung", required=False, max_length=3_000)
    resubmit_on = forms.DateField(label="Wiedervorlage", required=False, validators=[plausible_day])

    @property
    def was_counted(self) -> bool:
        """Whether the valid form holds any figure of a vote."""
        return any(self.cleaned_data.get(name) is not None for name in COUNTED)

    def votes(self, conflicted: int) -> Votes:
        """Return the figures of the valid form; what is left out is 0, or the known number of conflicts of interest."""
        figures = self.cleaned_data
        given = figures["conflicted"]
        counted = {name: figures[name] or 0 for name in COUNTED}
        return Votes(**counted, conflicted=conflicted if given is None else given)

    @property
    def shown(self) -> dict[str, Any]:
        """What the controls hold, as texts by the names of the fields."""
        return _shown(self)


class RowForm(VoteForm):
    """What is decided on one pilot; with figures it was a vote of its own."""

    outcome = forms.ChoiceField(label="Ergebnis", required=False, choices=OUTCOMES)
    chosen = forms.BooleanField(label="Auswählen", required=False)


class ConditionForm(forms.Form):
    """One condition; rows without a text do not count."""

    pilot = forms.CharField(label="Pilotprojekt", required=False)
    text = forms.CharField(label="Auflage", required=False, max_length=1_000)
    organisation = forms.CharField(label="verantwortlich", required=False)
    due_on = forms.DateField(label="bis", required=False, validators=[plausible_day])

    def clean(self) -> dict[str, Any]:
        """Ask for what a condition needs."""
        cleaned = self.cleaned_data
        if any(cleaned.get(name) for name in ("text", "organisation", "due_on")):
            for name, sentence in (
                ("text", "Bitte schreiben Sie, was verlangt wird."),
                ("organisation", "Bitte wählen Sie, wer verantwortlich ist."),
                ("due_on", "Bitte nennen Sie einen Termin."),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, sentence)
        return cleaned

    @property
    def shown(self) -> dict[str, str]:
        """What the controls hold, as texts by the names of the fields."""
        return _shown(self)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet as the template draws it: what it is about, what its controls hold, and what is wrong."""

    place: Place
    values: Mapping[str, str]
    faults: Sequence[str]

    @property
    def name(self) -> str:
        """The prefix of the fields, and the id of the row."""
        return prefix_of(self.place)

    @property
    def outcomes(self) -> SafeString:
        """The options of the outcome."""
        return outcome_options(self.values["outcome"])

    @property
    def is_open(self) -> bool:
        """Whether its details are shown from the beginning: they are filled or needed, or something is wrong."""
        return bool(self.faults or self.place.conflicted) or any(self.values[name] for name in VoteForm.base_fields)


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block as the template draws it; ``comes_back`` says whether it needs a day of Wiedervorlage."""

    name: str
    label: str
    values: Mapping[str, str]
    comes_back: bool


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition as the template draws it, with the options of its pilot and of the organisation."""

    name: str
    label: str
    values: Mapping[str, str]
    faults: Sequence[str]
    pilots: SafeString
    organisations: SafeString


for form_class in (VoteForm, RowForm, ConditionForm):
    form_class.base_fields = SharedFields(form_class.base_fields)


def prefix_of(place: Place) -> str:
    """Return the prefix of the fields of a row."""
    return f"e{place.entry.pk}"


def _shown(form: forms.Form) -> dict[str, str]:
    """Return what the controls of a form hold, as texts by the names of the fields."""
    if form.is_bound:
        return {name: form.data.get(form.add_prefix(name), "") for name in form.fields}
    return {name: _text(form.initial.get(name)) for name in form.fields}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
