"""Forms of Rückfragen: what editors ask, and what the submitter may change."""

from collections.abc import Sequence
from copy import copy, deepcopy
from datetime import timedelta
from typing import Any, cast

from crispy_forms.layout import HTML
from django import forms
from django.utils import timezone

from common.conflicts import show_conflicts
from common.drafts import initial_of
from common.layout import form_helper
from common.timeline import FieldChange
from common.versions import VersionedModel
from common.widgets import DateInput
from ideas.content import form_label
from ideas.fields import FILES, inquiry_labels, open_questions
from ideas.forms.channels import FORMS
from ideas.forms.intake import files_field, files_section
from ideas.forms.questions import answers_of, initial_answers, question_fields
from ideas.keys import DraftStamp
from ideas.models import Idea, IdeaDraft, Inquiry, Question
from ideas.questions import AnswerValue, question_name

USUAL_DAYS = 14
"""How long a submitter usually has to answer."""


class AskInquiryForm(forms.Form):
    """The question, the fields that it opens, and the day by which an answer is asked for."""

    text = forms.CharField(
        label="Rückfrage",
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Liest die einreichende Person. Zum Beispiel: Was kostet der Betrieb im Jahr ungefähr?",
        error_messages={"required": "Bitte schreiben Sie, was Sie wissen möchten."},
    )
    fields_to_open = forms.MultipleChoiceField(
        label="Diese Felder darf die einreichende Person ändern",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens ein Feld, das geändert werden darf."},
    )
    due_on = forms.DateField(
        label="Antwort bis",
        widget=DateInput,
        help_text="Danach bleibt die Rückfrage offen, bis Sie sie schließen.",
        error_messages={
            "required": "Bitte nennen Sie einen Tag.",
            "invalid": "Das ist kein Datum. Bitte schreiben Sie es wie 14.01.2021.",
        },
    )

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": timezone.localdate() + timedelta(days=USUAL_DAYS)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["fields_to_open"].choices = list(inquiry_labels(idea).items())  # type: ignore[attr-defined]
        self.helper = form_helper(
            "text", "fields_to_open", "due_on", submit="Rückfrage senden", cancel_url=idea.get_absolute_url()
        )
        self.helper.attrs = {"data-draft": ""}


class AnswerInquiryForm(forms.ModelForm):  # type: ignore[type-arg]
    """Exactly the fields of an idea that a Rückfrage names, as they are stored."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    inquiry = forms.IntegerField(widget=forms.HiddenInput)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Idea
        fields: Sequence[str] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        idea: Idea,
        asked: Inquiry,
        questions: Sequence[Question],
        cancel_url: str = "",
        key: str = "",
    ) -> None:
        # A copy: what was typed is not the idea's text before it is saved.
        super().__init__(data, instance=copy(idea))
        self.questions = questions
        self.initial.update(version=idea.version, inquiry=asked.pk, **initial_answers(questions, idea.answers))
        for name in self._meta.fields or ():  # as they were asked for in the first place
            self.fields[name] = deepcopy(FORMS[idea.channel].base_fields[name])
            self.fields[name].label = form_label(idea.channel, name)
        self.fields |= question_fields(questions)
        if FILES in asked.fields:
            self.fields |= {"key": forms.CharField(required=False, widget=forms.HiddenInput), FILES: files_field()}
            self.initial["key"] = key
        shown = [name for name in self.fields if name != FILES]
        files = [files_section("Dateien", FILES)] if FILES in asked.fields else []
        buttons = HTML('{% include "ideas/_default_button.html" %}')
        self.helper = form_helper(buttons, *shown, *files, submit="Antwort senden", cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": "auto"}

    def content(self) -> dict[str, Any]:
        """Return the valid values of the idea's own fields, by name."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def answers(self) -> dict[str, AnswerValue]:
        """Return the valid answers to the call's questions by their number, empty where there is none."""
        given = answers_of(self.cleaned_data, self.questions).of_idea
        return {str(one.pk): given.get(str(one.pk), "") for one in self.questions}

    def is_what(self, idea: Idea) -> bool:
        """Return whether the valid form holds what is stored: the same answer was sent before."""
        same = all(getattr(idea, name) == value for name, value in self.content().items())
        return same and all((idea.answers.get(number) or "") == value for number, value in self.answers().items())

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, without naming who changed it; return all differences."""
        conflicts = show_conflicts(self, stored, self.content(), what="die Idee")
        self.helper.form_error_title = (
            "Die Idee wurde inzwischen an anderer Stelle geändert. Ihre Eingaben sind noch nicht gespeichert."
        )
        return conflicts


def answer_form(
    idea: Idea,
    asked: Inquiry,
    data: Any = None,
    *,
    draft: IdeaDraft | None = None,
    cancel_url: str = "",
    key: str = "",
) -> AnswerInquiryForm:
    """Return the form with exactly the fields that ``asked`` names, with ``data``, a ``draft`` or what is stored.

    ``cancel_url`` is where it leads back to, ``key`` the signed key by which a script uploads files.
    """
    content = [name for name in idea.content_fields if name in asked.fields]
    questions = [one for one in open_questions(idea) if question_name(one) in asked.fields]
    form_class = cast(type[AnswerInquiryForm], forms.modelform_factory(Idea, form=AnswerInquiryForm, fields=content))
    form = form_class(data, idea=idea, asked=asked, questions=questions, cancel_url=cancel_url, key=key)
    form.initial["stamp"] = str(DraftStamp.new(draft))
    if draft:
        typed = initial_of(form_class(draft.as_post(), idea=idea, asked=asked, questions=questions))
        form.initial.update((name, value) for name, value in typed.items() if name not in ("key", "stamp"))
    return form
