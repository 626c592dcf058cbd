"""The forms of the Gremienvorabstimmung: asking, giving an opinion, answering it."""

from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from common.layout import SecondButton, form_helper
from common.validators import plausible_day
from common.widgets import DateInput
from people.models import Body
from strategy.models import Consultation, Opinion
from strategy.services.consultations import IN_THE_PAST

REMOVE = "remove"
"""Name of the button that removes an opinion."""


class AskForm(forms.Form):
    """Which bodies are asked, until when, and with which words; those who are asked already are not offered."""

    bodies = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label="Gremien",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens ein Gremium."},
    )
    due_on = forms.DateField(
        label="Stellungnahme bis",
        widget=DateInput,
        error_messages={"required": "Bitte nennen Sie den letzten Tag für die Stellungnahme."},
    )
    request = forms.CharField(
        label="Bitte an die Gremien",
        required=False,
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Steht in der E-Mail und über dem Entwurf.",
    )

    def __init__(self, *args: Any, bodies: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bodies"]
        field.queryset = bodies
        self.helper = form_helper(
            "bodies", "due_on", "request", submit="Einfrieren und Gremien fragen", cancel_url=cancel_url
        )
        self.helper.attrs = {"data-draft": ""}

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        return _coming(self.cleaned_data["due_on"])

    @property
    def asked(self) -> Sequence[Body]:
        """The bodies that a valid form names."""
        return list(self.cleaned_data["bodies"])


class ConsultationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The day and the words of one inquiry."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Consultation
        fields = ("due_on", "request")
        widgets = {"due_on": DateInput, "request": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"due_on": {"required": "Bitte nennen Sie den letzten Tag für die Stellungnahme."}}

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        kwargs["instance"] = copy(consultation)
        super().__init__(*args, **kwargs)
        self.stored_day = consultation.due_on
        self.initial.setdefault("version", consultation.version)
        self.helper = form_helper("version", "due_on", "request", cancel_url=consultation.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def clean_due_on(self) -> date:
        """Refuse another day that has passed."""
        day: date = self.cleaned_data["due_on"]
        return day if day == self.stored_day else _coming(day)

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the consultation."""
        return {name: self.cleaned_data[name] for name in ("due_on", "request")}


class OpinionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a body says on one part; ``opinion`` is the stored one, or a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Opinion
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": "Bitte schreiben Sie, was das Gremium zu dieser Stelle sagt."}}

    def __init__(self, *args: Any, opinion: Opinion, cancel_url: str, **kwargs: Any) -> None:
        kwargs["instance"] = copy(opinion)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", opinion.version)
        more = [SecondButton(REMOVE, "Stellungnahme entfernen")] if opinion.pk else []
        self.helper = form_helper("version", "text", more=more, cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an opinion is answered."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Opinion
        fields = ("outcome", "reason")
        widgets = {"outcome": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"outcome": "Die Stellungnahme wird"}
        help_texts = {"reason": "Was geändert wurde, oder warum nicht. Das Gremium liest es."}
        error_messages = {
            "outcome": {"required": "Bitte wählen Sie, was aus der Stellungnahme wird."},
            "reason": {"required": "Bitte begründen Sie die Antwort."},
        }

    def __init__(self, *args: Any, opinion: Opinion, cancel_url: str, **kwargs: Any) -> None:
        kwargs["instance"] = copy(opinion)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", opinion.version)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [choice for choice in outcome.choices if choice[0]]
        for name in ("outcome", "reason"):
            self.fields[name].required = True
        self.helper = form_helper("version", "outcome", "reason", submit="Antwort speichern", cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def content(self) -> dict[str, str]:
        """Return what a valid form says, by field of the opinion."""
        return {name: self.cleaned_data[name] for name in ("outcome", "reason")}


def _coming(day: date) -> date:
    if day < timezone.localdate():
        raise forms.ValidationError(IN_THE_PAST)
    plausible_day(day)
    return day
