"""The forms of criteria."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from common.layout import form_helper
from common.validators import visible_text
from common.widgets import DateInput
from milestones.enums import FigureKey
from milestones.forms.fields import read_by_guests
from milestones.models import Criterion
from milestones.validators import plausible_milestone_day

TEXT_LENGTH: int = Criterion._meta.get_field("text").max_length  # type: ignore[assignment]


def _text(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label="Was erfüllt sein muss",
        required=required,
        max_length=TEXT_LENGTH,
        help_text="Zum Beispiel: Der Entwurf ist mit der Verwaltungsspitze abgestimmt",
        error_messages={"required": "Bitte schreiben Sie, was erfüllt sein muss."},
        validators=[visible_text],
    )


class NewCriterionForm(forms.Form):
    """A new criterion: ticked by hand, or counted."""

    figure = forms.ChoiceField(
        label="Wie es erfüllt wird",
        required=False,
        choices=[
            ("", "Wird von Hand abgehakt"),
            *((key, f"Wird gezählt: {label}") for key, label in FigureKey.choices),
        ],
        widget=forms.RadioSelect,
    )
    text = _text(required=False)

    def __init__(self, data: Any = None, *, cancel_url: str, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["text"].help_text = f"{self.fields['text'].help_text}. Wird gezählt: leer für den üblichen Namen."
        self.helper = form_helper("figure", "text", submit="Kriterium anlegen", cancel_url=cancel_url)
        self.helper.hide_optional = True

    def clean(self) -> dict[str, Any]:
        """Ask for words where nothing is counted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("figure") and cleaned.get("text") == "":
            self.add_error("text", "Bitte schreiben Sie, was erfüllt sein muss.")
        return cleaned


class CriterionTextForm(forms.Form):
    """The words of a stored criterion."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = _text(required=True)

    def __init__(
        self, data: Any = None, *, criterion: Criterion, cancel_url: str, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"version": criterion.version, "text": criterion.text} | dict(initial or {}))
        if criterion.figure:
            self.fields["text"].required = False
            self.fields["text"].help_text = f"Leer: {criterion.get_figure_display()}"
        self.helper = form_helper("version", "text", cancel_url=cancel_url)


class TickForm(forms.Form):
    """Since when a criterion is met, and what shows it."""

    done_on = forms.DateField(
        label="Erfüllt am",
        widget=DateInput,
        validators=[plausible_milestone_day],
        error_messages={"required": "Bitte nennen Sie den Tag."},
    )
    proof = forms.CharField(
        label="Nachweis",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zum Beispiel: Protokoll vom 12.03.2021, Punkt 4",
    )

    def __init__(self, data: Any = None, *, criterion: Criterion, initial: Mapping[str, Any] | None = None) -> None:
        shown = {"done_on": criterion.done_on or timezone.localdate(), "proof": criterion.proof}
        super().__init__(data, initial=shown | dict(initial or {}))
        if hint := read_by_guests(criterion.milestone):
            self.fields["proof"].help_text = f"{self.fields['proof'].help_text}. {hint}"


class WhyForm(forms.Form):
    """The reason of a step; ``is_shown``: it stands with the criterion, and not in the Verlauf alone."""

    reason = forms.CharField(
        label="Grund",
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Steht im Verlauf.",
        error_messages={"required": "Bitte nennen Sie einen Grund."},
    )

    def __init__(
        self, data: Any = None, *, criterion: Criterion, is_shown: bool, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        if is_shown:
            hint = f"Steht beim Kriterium und im Verlauf. {read_by_guests(criterion.milestone)}"
            self.fields["reason"].help_text = hint.strip()
