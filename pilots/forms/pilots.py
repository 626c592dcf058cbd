"""The profile of a pilot with its partners and costs, and which ideas a new one comes from."""

import re
from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.db.models import Q, QuerySet
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone

from common.drafts import initial_of
from common.fields import EuroField
from common.validators import plausible_day, visible_text
from common.widgets import DateInput
from ideas.models import Idea
from people.models import Organisation, User
from pilots.forms.fields import PercentField
from pilots.models import Pilot
from pilots.models.pilots import PROFILE_FIELDS
from pilots.services.pilots import CostOfYear

MAX_YEARS = 20
YEARS_AHEAD = 3
"""For how many years a new pilot is asked what it costs."""
MAX_IDEAS = 20

_REFERENCE = re.compile(r"I-\d{4}-\d{4,}", re.IGNORECASE)


class PilotForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile of a pilot; ``pilot`` is the stored one, ``None`` for a new one."""

    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.all(), label="Partner", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=500, help_text="Steht im Verlauf.")

    class Meta:
        model = Pilot
        fields = PROFILE_FIELDS
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("added_value", "visible_result", "quick_win_reason", "risks", "prerequisites")
            },
            "summary": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "summary": "Worum es geht, für wen und wie. So lesen es auch die Mitglieder des Strategiekreises.",
            "added_value": "Was in der Stadt besser wird, und für wen.",
            "visible_result": "Woran die Menschen in Gera den Mehrwert bemerken.",
            "is_quick_win": "Mit wenig Aufwand in wenigen Monaten sichtbar.",
            "sponsor": "Begleitet das Pilotprojekt inhaltlich und darf alles dazu lesen. Bekommt eine E-Mail.",
        }
        error_messages = {"title": {"required": "Bitte geben Sie dem Pilotprojekt einen Titel."}}

    def __init__(self, *args: Any, pilot: Pilot | None = None, **kwargs: Any) -> None:
        # A copy: what was typed is not the pilot's profile before it is saved.
        kwargs["instance"] = copy(pilot) if pilot else None
        super().__init__(*args, **kwargs)
        self.fields["title"].validators.append(visible_text)
        self.fields["starts_on"].validators.append(plausible_day)
        for name in ("action_field", "lead"):
            self.fields[name].empty_label = "– noch offen –"  # type: ignore[attr-defined]
        sponsor: Any = self.fields["sponsor"]
        sponsor.empty_label = "– niemand –"
        sponsor.queryset = User.objects.filter(Q(is_active=True) | Q(pk=pilot.sponsor_id if pilot else None))
        if pilot is None:
            del self.fields["reason"], self.fields["version"]
        else:
            self.initial.setdefault("version", pilot.version)
            self.initial.setdefault("partners", [partner.organisation_id for partner in pilot.partners.all()])
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            *(["version"] if pilot else []),
            Fieldset("Worum es geht", "title", "summary", Row("action_field", "sponsor")),
            Fieldset("Wer mitwirkt", "lead", "partners"),
            Fieldset("Was es bringt", "added_value", "visible_result", "is_quick_win", "quick_win_reason"),
            Fieldset("Wann und wie", Row("starts_on", "ends_on"), "risks", "prerequisites"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a leading organisation that is a partner as well."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lead = cleaned.get("lead")
        if lead is not None and lead in cleaned.get("partners", ()):
            self.add_error("partners", f"{lead} ist schon federführend und kann nicht auch Partner sein.")
        return cleaned

    def profile(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the profile."""
        return {name: self.cleaned_data[name] for name in PROFILE_FIELDS}


class CostForm(forms.Form):
    """What a pilot costs in one year. A row without a sum is left out."""

    year = forms.IntegerField(label="Jahr", required=False, min_value=2018, max_value=2099, localize=False)
    amount = EuroField(label="Kosten in Euro", required=False)
    funding_percent = PercentField(label="davon gefördert in Prozent", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A row that was only added must be read like the others; those without a sum are left out.
        self.empty_permitted = False

    def clean(self) -> dict[str, Any]:
        """Ask for the year of a sum, and for the sum of a share."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("amount") is not None and "year" in cleaned and cleaned["year"] is None:
            self.add_error("year", "Bitte nennen Sie das Jahr.")
        if cleaned.get("funding_percent") and "amount" in cleaned and cleaned["amount"] is None:
            self.add_error("amount", "Bitte nennen Sie die Kosten, von denen ein Teil gefördert wird.")
        return cleaned


class BaseCostFormSet(BaseFormSet):  # type: ignore[type-arg]
    """The costs of all years."""

    def clean(self) -> None:
        """Refuse a year that is named twice."""
        seen = set()
        for form in self.forms:
            year = form.cleaned_data.get("year") if form.is_valid() else None
            if year is not None and form.cleaned_data.get("amount") is not None:
                if year in seen:
                    form.add_error("year", "Dieses Jahr steht schon in einer anderen Zeile.")
                seen.add(year)


CostFormSet = formset_factory(
    CostForm, formset=BaseCostFormSet, extra=0, max_num=MAX_YEARS, absolute_max=MAX_YEARS + 1, validate_max=True
)


def cost_formset(pilot: Pilot | None, *args: Any, **kwargs: Any) -> BaseCostFormSet:
    """Return the formset of a pilot's costs: of ``data`` or ``initial`` if given, else of what is stored."""
    if not args and "initial" not in kwargs:
        stored = pilot.costs.all() if pilot else ()
        rows = [{name: getattr(cost, name) for name in ("year", "amount", "funding_percent")} for cost in stored]
        kwargs["initial"] = rows or [{"year": timezone.localdate().year + ahead} for ahead in range(YEARS_AHEAD)]
    kwargs["prefix"] = "kosten"
    return CostFormSet(*args, **kwargs)  # type: ignore[return-value]


def typed_costs(typed: Any) -> list[dict[str, Any]]:
    """Return the rows that were typed, without judging them yet."""
    return [initial_of(form) for form in cost_formset(None, typed).forms]


def costs_in(formset: BaseCostFormSet) -> list[CostOfYear]:
    """Return the costs that a valid formset holds."""
    rows = (form.cleaned_data for form in formset.forms)
    return [
        CostOfYear(row["year"], row["amount"], row["funding_percent"] or Decimal(0))
        for row in rows
        if row.get("amount") is not None
    ]


class ChooseIdeasForm(forms.Form):
    """Which ideas a new pilot comes from: ticked ones, and others by their numbers."""

    idee = forms.ModelMultipleChoiceField(
        Idea.objects.none(),
        to_field_name="reference",
        label="Pilotkandidaten",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    weitere = forms.CharField(
        label="Weitere Ideen",
        required=False,
        max_length=300,
        help_text="Nummern, durch Komma getrennt. Zum Beispiel: I-2020-0007, I-2020-0012",
    )

    def __init__(self, *args: Any, candidates: "QuerySet[Idea]", usable: "QuerySet[Idea]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usable = usable
        self.fields["idee"].queryset = candidates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the ideas in the order in which they were named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        named = [found.upper() for found in _REFERENCE.findall(cleaned.get("weitere", ""))]
        ticked = [str(idea.reference) for idea in cleaned.get("idee", ())]
        wanted = list(dict.fromkeys([*ticked, *named]))
        known = set(self.usable.filter(reference__in=wanted).values_list("reference", flat=True))
        if unknown := [reference for reference in wanted if reference not in known]:
            self.add_error("weitere", f"Aus diesen Ideen lässt sich nichts übernehmen: {', '.join(unknown)}.")
        elif not wanted:
            self.add_error(None, "Bitte wählen Sie mindestens eine Idee.")
        elif len(wanted) > MAX_IDEAS:
            self.add_error(None, f"Ein Pilotprojekt kann aus höchstens {MAX_IDEAS} Ideen entstehen.")
        cleaned["references"] = wanted
        return cleaned


def in_order(ideas: "QuerySet[Idea]", references: Sequence[str]) -> list[Idea]:
    """Return the ideas with these references, in their order; unknown ones are missing."""
    found = {str(idea.reference): idea for idea in ideas.filter(reference__in=references)}
    return [found[reference] for reference in references if reference in found]
