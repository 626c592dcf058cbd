"""The form of the Beschlussvorlage: its texts, and the meetings before the one that decides."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from common.layout import form_helper
from common.widgets import Select
from pilots.enums import Competence
from pilots.models import PilotList, Proposal
from pilots.services.proposals import Step
from workshops.enums import MeetingStatus
from workshops.models import Meeting

TEXTS = ("number", "submitter", "subject", "grounds", "alternatives", "finances")
AROUND = timedelta(days=400)
"""So far from the list's own meeting lie those that can be chosen."""


class ProposalForm(forms.ModelForm):  # type: ignore[type-arg]
    """The texts of a Beschlussvorlage, with the version that they were loaded at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Proposal
        fields = TEXTS
        error_messages = {
            "submitter": {"required": "Bitte nennen Sie, wer die Vorlage einreicht."},
            "subject": {"required": "Bitte nennen Sie, worum es geht."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        self.helper = form_helper(
            "version", Fieldset("Kopf", Row("number", "submitter"), "subject"), "grounds", "alternatives", "finances"
        )
        # The meetings stand in the same form, between these fields and the buttons.
        self.helper.form_tag = False
        self.helper.layout.pop()

    def texts(self) -> dict[str, Any]:
        """Return what was typed, by field name."""
        return {name: self.cleaned_data[name] for name in TEXTS}


class StepForm(forms.Form):
    """A meeting that the Beschlussvorlage goes through; a row without a meeting is left out."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="Sitzung", required=False, widget=Select)
    competence = forms.ChoiceField(
        choices=Competence, label="Zuständigkeit", initial=Competence.PRELIMINARY, widget=Select
    )
    outcome = forms.CharField(label="Ergebnis", max_length=200, required=False)

    def __init__(self, *args: Any, meetings: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = meetings
        # Read once for all rows.
        field.choices = choices


class BaseStepFormSet(BaseFormSet):  # type: ignore[type-arg]
    """The meetings before and after the one that decides."""

    def clean(self) -> None:
        """Refuse a meeting that is named twice."""
        named = [form.cleaned_data.get("meeting") for form in self.forms if form.is_valid()]
        meetings = [meeting for meeting in named if meeting]
        if len(set(meetings)) < len(meetings):
            raise ValidationError("Bitte nennen Sie jede Sitzung nur einmal.")

    def steps(self) -> list[Step]:
        """Return what was chosen, by day."""
        given = (form.cleaned_data for form in self.forms if form.cleaned_data.get("meeting"))
        return [Step(one["meeting"], one["competence"], one["outcome"]) for one in given]


StepFormSet = formset_factory(StepForm, formset=BaseStepFormSet, extra=2, max_num=10)


def step_formset(pilot_list: PilotList, data: Any = None) -> BaseStepFormSet:
    """Return the formset of a list's meetings: of ``data`` if given, else of what is stored."""
    around = pilot_list.meeting.held_on
    meetings = (
        Meeting.objects.filter(held_on__range=(around - AROUND, around + AROUND))
        .exclude(pk=pilot_list.meeting_id)
        .exclude(status=MeetingStatus.CANCELLED)
        .order_by("-held_on")
    )
    named = meetings.values_list("pk", "held_on", "body__name")
    choices = [("", "– keine –"), *((pk, f"{day:%d.%m.%Y}, {body}") for pk, day, body in named)]
    stored = pilot_list.referrals.all()
    initial = [{"meeting": one.meeting_id, "competence": one.competence, "outcome": one.outcome} for one in stored]
    formset = StepFormSet(
        data, prefix="beratung", initial=initial, form_kwargs={"meetings": meetings, "choices": choices}
    )
    formset.helper = FormHelper()  # type: ignore[attr-defined]
    formset.helper.form_tag = False  # type: ignore[attr-defined]
    formset.helper.disable_csrf = True  # type: ignore[attr-defined]
    formset.helper.template = "kern/table_inline_formset.html"  # type: ignore[attr-defined]
    return formset  # type: ignore[return-value]
