"""The form in which a reviewer says what he or she thinks of one pilot; the table has one for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from common.timeline import FieldChange
from common.widgets import option_elements
from pilots.enums import Recommendation
from pilots.forms.fields import SharedFields
from pilots.models import Criterion, Review
from pilots.services.reviews import ReviewInput

SCORE = "kriterium-"
"""Before the id of a criterion: the name of the field of its score."""


class ReviewForm(forms.Form):
    """Scores, recommendation, comment and conflict of interest; nothing is required, since it is saved as typed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    recommendation = forms.ChoiceField(label="Empfehlung", required=False, choices=[("", "–"), *Recommendation.choices])
    comment = forms.CharField(
        label="Kommentar",
        required=False,
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Ein Kommentar hat höchstens 3.000 Zeichen. Bitte kürzen Sie ihn."},
    )
    has_conflict = forms.BooleanField(label="Ich bin befangen", required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], review: Review | None, **kwargs: Any) -> None:
        kwargs["initial"] = values_of(review) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs | {"use_required_attribute": False})
        self.criteria, self.review = criteria, review
        self.differences: list[FieldChange] = []
        for criterion in criteria:
            self.fields[f"{SCORE}{criterion.pk}"] = _score_field(criterion.name, tuple(criterion.labels))

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The criteria and the recommendation as groups of radio buttons: field, explanation, options."""
        groups = [(f"{SCORE}{one.pk}", one.explanation, one.weight) for one in self.criteria]
        return [
            _question(self[name], explanation, weight)
            for name, explanation, weight in (*groups, ("recommendation", "", None))
        ]

    @property
    def choices_in_table(self) -> list[dict[str, Any]]:
        """The criteria and the recommendation as the table shows them: name, label and options of a select."""
        fields = [*(self[f"{SCORE}{one.pk}"] for one in self.criteria), self["recommendation"]]
        return [{"name": one.html_name, "label": one.label, "options": _options(one)} for one in fields]

    @property
    def says_something_new(self) -> bool:
        """Whether a valid form says something else than what was stored when it was made."""
        return bool(set(self.changed_data) - {"version"})

    def continue_on(self, stored: Review) -> None:
        """Go on from a version that another window has stored; ``differences`` shows both."""
        before, typed = values_of(stored), self.cleaned_data
        self.differences = [
            FieldChange(name, str(field.label), _in_words(field, before.get(name)), _in_words(field, typed[name]))
            for name, field in self.fields.items()
            if name != "version" and _in_words(field, before.get(name)) != _in_words(field, typed[name])
        ]
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("version")] = str(stored.version)  # type: ignore[index]

    def given(self) -> ReviewInput:
        """Return what a valid form says."""
        said = self.cleaned_data
        scores = {one.pk: said[f"{SCORE}{one.pk}"] for one in self.criteria}
        return ReviewInput(scores, said["recommendation"], said["comment"], said["has_conflict"])


def values_of(review: Review | None) -> dict[str, Any]:
    """Return what a review says as initial values of its form; its scores should be prefetched."""
    if review is None:
        return {"version": 0}
    return {
        "version": review.version,
        "recommendation": review.recommendation,
        "comment": review.comment,
        "has_conflict": bool(review.conflict),
        **{f"{SCORE}{score.criterion_id}": str(score.value) for score in review.scores.all()},
    }


ReviewForm.base_fields = SharedFields(ReviewForm.base_fields)


@lru_cache(maxsize=200)
def _score_field(name: str, labels: tuple[str, ...]) -> forms.TypedChoiceField:
    """Return the field of a criterion, which all rows of a table share."""
    return forms.TypedChoiceField(
        label=name,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((str(value), label) for value, label in enumerate(labels))],
    )


def _options(field: forms.BoundField) -> SafeString:
    value = field.value()
    choices = tuple((str(key), str(label)) for key, label in field.field.choices)  # type: ignore[attr-defined]
    return option_elements(choices, ("" if value is None else str(value),))


def _question(field: forms.BoundField, explanation: str, weight: Any) -> dict[str, Any]:
    chosen = str(field.value())
    return {
        "name": field.html_name,
        "id": field.auto_id,
        "label": field.label,
        "weight": weight,
        "explanation": explanation,
        "chosen": dict(field.field.choices).get(chosen) if chosen else "",  # type: ignore[attr-defined]
        "options": [(value, label, value == chosen) for value, label in field.field.choices if value],  # type: ignore[attr-defined]
    }


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "ja" if value else "nein"
    if isinstance(field, forms.ChoiceField):
        return "" if value is None else str(dict(field.choices).get(str(value), "")).replace("–", "")  # type: ignore[arg-type]
    return str(value or "")
