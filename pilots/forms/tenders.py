"""The form of a tender with its steps, and the one that moves it on."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.forms.formsets import BaseFormSet, formset_factory

from common.drafts import initial_of
from common.validators import visible_text
from common.widgets import DateInput
from people.models import User
from pilots.models import Pilot, Tender
from pilots.services.tenders import CONTENT, PlannedStep
from pilots.tender_steps import TenderMove

MAX_STEPS = 40


class TenderForm(forms.ModelForm):  # type: ignore[type-arg]
    """What editors write about a tender; ``tender`` is the stored one, ``None`` for a new one of ``pilot``."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Tender
        fields = CONTENT
        widgets = {"priority": forms.RadioSelect, "result": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"sponsor": "Begleitet die Ausschreibung inhaltlich und darf sie lesen. Bekommt eine E-Mail."}
        error_messages = {"subject": {"required": "Bitte schreiben Sie, was ausgeschrieben wird."}}

    def __init__(self, *args: Any, pilot: Pilot, tender: Tender | None = None, **kwargs: Any) -> None:
        kwargs["instance"] = copy(tender) if tender else Tender(pilot=pilot)
        super().__init__(*args, **kwargs)
        self.fields["subject"].validators.append(visible_text)
        sponsor: Any = self.fields["sponsor"]
        sponsor.empty_label = "– niemand –"
        sponsor.queryset = User.objects.filter(Q(is_active=True) | Q(pk=tender.sponsor_id if tender else None))
        if tender is None:
            del self.fields["result"], self.fields["version"]
            self.initial = {"subject": pilot.title, "sponsor": pilot.sponsor_id, "priority": "medium", **self.initial}
        else:
            self.initial.setdefault("version", tender.version)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        more = ["version", "result"] if tender else []
        self.helper.layout = Layout(Fieldset("Worum es geht", "subject", "priority", "sponsor", *more))

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the tender."""
        return {name: self.cleaned_data[name] for name in CONTENT if name in self.fields}


class StepForm(forms.Form):
    """One step of the plan. A row without a name and a day is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Schritt", required=False, max_length=150)
    planned_on = forms.DateField(label="geplant", required=False, widget=DateInput)
    done_on = forms.DateField(label="erledigt", required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = False  # a row that was only added must be read like the others

    def clean(self) -> dict[str, Any]:
        """Ask for both, name and day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_name, has_day = bool(cleaned.get("name")), bool(cleaned.get("planned_on"))
        if has_name and not has_day and "planned_on" in cleaned:
            self.add_error("planned_on", "Bitte nennen Sie den Tag, an dem der Schritt geplant ist.")
        if not has_name and (has_day or cleaned.get("done_on")):
            self.add_error("name", "Bitte nennen Sie den Schritt, oder leeren Sie auch die Tage.")
        return cleaned


StepFormSet = formset_factory(StepForm, extra=0, max_num=MAX_STEPS, absolute_max=MAX_STEPS + 1, validate_max=True)


def step_formset(tender: Tender | None, *args: Any, **kwargs: Any) -> "BaseFormSet[Any]":
    """Return the formset of a tender's steps: of ``data`` or ``initial`` if given, else of what is stored."""
    if not args and "initial" not in kwargs:
        stored = tender.steps.all() if tender else ()
        names = ("id", "name", "planned_on", "done_on")
        kwargs["initial"] = [{name: getattr(step, name) for name in names} for step in stored] + [{}]
    kwargs["prefix"] = "schritte"
    return StepFormSet(*args, **kwargs)


def typed_steps(typed: Any) -> list[dict[str, Any]]:
    """Return the rows that were typed, without judging them yet."""
    return [initial_of(form) for form in step_formset(None, typed).forms]


def steps_in(formset: "BaseFormSet[Any]") -> Sequence[PlannedStep]:
    """Return the steps that a valid formset holds."""
    rows = (form.cleaned_data for form in formset.forms)
    return [PlannedStep(row["id"], row["name"], row["planned_on"], row["done_on"]) for row in rows if row.get("name")]


class MoveForm(forms.Form):
    """What a step of a tender asks for: the result, a reason, or nothing that must be given."""

    result = forms.CharField(
        label="Ergebnis",
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wer den Auftrag bekommt und was vereinbart ist.",
        error_messages={"required": "Bitte schreiben Sie, wer den Auftrag bekommt und was vereinbart ist."},
    )
    reason = forms.CharField(
        label="Grund",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Steht im Verlauf.",
        error_messages={"required": "Bitte nennen Sie einen Grund."},
    )

    def __init__(self, *args: Any, move: TenderMove, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = move.reason_required
        if not move.asks_result:
            del self.fields["result"]
