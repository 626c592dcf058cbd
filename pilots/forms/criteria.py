"""The form in which editors write the criteria of a list: one block for each, in their order."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from common.drafts import initial_of
from pilots.forms.lists import criteria_of
from pilots.models import Criterion, PilotList
from pilots.services.lists import NewCriterion

MAX_CRITERIA = 20
PREFIX = "kriterien"
LABELS = "Ein Wert je Zeile, der schlechteste zuerst, zwei bis zehn. Zum Beispiel: kein Nutzen"


class CriterionForm(forms.Form):
    """One criterion. A block without a name is left out, so an empty one may stand at the end."""

    name = forms.CharField(label="Kriterium", required=False, max_length=100)
    weight = forms.DecimalField(
        label="Gewicht in Prozent",
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Das ist keine Zahl. Bitte schreiben Sie sie wie 30 oder 12,5.",
            "min_value": "Bitte geben Sie mindestens 0,01 an.",
        },
    )
    explanation = forms.CharField(
        label="Erläuterung",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Steht unter dem Kriterium. Am besten eine Frage.",
    )
    labels = forms.CharField(label="Werte", required=False, widget=forms.Textarea(attrs={"rows": 5}), help_text=LABELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A block that was only added must be read like the others; empty ones are left out when they are saved.
        self.empty_permitted = False

    def clean_labels(self) -> list[str]:
        """Return the values, one for each line that is not empty."""
        labels = [line.strip() for line in self.cleaned_data["labels"].splitlines() if line.strip()]
        if any(len(label) > 60 for label in labels):
            raise forms.ValidationError("Ein Wert hat höchstens 60 Zeichen. Bitte kürzen Sie ihn.")
        if len(set(labels)) < len(labels):
            raise forms.ValidationError("Ein Wert steht zweimal da. Bitte geben Sie jedem einen eigenen Namen.")
        return labels

    def clean(self) -> dict[str, Any]:
        """Refuse a criterion without a weight or values, and values without a criterion."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("name"):
            if "name" in cleaned and (cleaned.get("explanation") or cleaned.get("labels") or cleaned.get("weight")):
                self.add_error("name", "Bitte benennen Sie das Kriterium, oder leeren Sie auch die anderen Felder.")
            return cleaned
        if cleaned.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", "Bitte nennen Sie das Gewicht.")
        if "labels" in cleaned and not 2 <= len(cleaned["labels"]) <= 10:
            self.add_error("labels", "Ein Kriterium braucht zwei bis zehn Werte.")
        return cleaned

    @property
    def is_wanted(self) -> bool:
        """Whether the block holds a criterion that is not to be removed."""
        return bool(self.cleaned_data.get("name")) and not self.cleaned_data.get("DELETE")


class BaseCriterionFormSet(BaseFormSet):  # type: ignore[type-arg]
    """All criteria of a list."""

    forms: list[CriterionForm]

    def add_fields(self, form: CriterionForm, index: int | None) -> None:
        """Name the box that removes a criterion."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Kriterium entfernen"

    def clean(self) -> None:
        """Refuse two criteria of one name."""
        seen: set[str] = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "") if form.is_valid() and form.is_wanted else ""
            if name and name in seen:
                form.add_error("name", "Dieses Kriterium steht schon weiter oben.")
            seen.add(name)


CriterionFormSet = formset_factory(
    CriterionForm,
    formset=BaseCriterionFormSet,
    extra=0,
    can_delete=True,
    max_num=MAX_CRITERIA,
    absolute_max=MAX_CRITERIA + 1,
    validate_max=True,
)


def criterion_formset(pilot_list: PilotList, *args: Any, **kwargs: Any) -> BaseCriterionFormSet:
    """Return the formset of a list's criteria: of ``data`` or ``initial`` if given, else of what is stored."""
    kwargs.setdefault("initial", rows_of(criteria_of(pilot_list)) or [{}])
    return CriterionFormSet(*args, **kwargs | {"prefix": PREFIX})  # type: ignore[return-value]


def typed_rows(pilot_list: PilotList, typed: Any) -> list[dict[str, Any]]:
    """Return the blocks that were typed, without judging them yet."""
    return [initial_of(form) for form in criterion_formset(pilot_list, typed).forms]


def rows_of(criteria: Sequence[NewCriterion] | Sequence[Criterion]) -> list[dict[str, Any]]:
    """Return criteria as blocks of the form."""
    return [
        {
            "name": one.name,
            "weight": one.weight.normalize() + 0,
            "explanation": one.explanation,
            "labels": "\n".join(one.labels),
        }
        for one in criteria
    ]


def wanted_criteria(formset: BaseCriterionFormSet) -> list[NewCriterion]:
    """Return the criteria that a valid formset holds, in their order."""
    return [
        NewCriterion(given["name"], given["weight"], given["labels"], given["explanation"])
        for form in formset.forms
        if form.is_wanted and (given := form.cleaned_data)
    ]
