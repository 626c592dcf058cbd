"""The form in which editors write the extra questions of a call: one block for each, in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from common.drafts import initial_of
from common.timeline import FieldChange, differences
from ideas.enums import QuestionKind
from ideas.models import Call, Question
from ideas.services.questions import CONTENT

MAX_QUESTIONS = 40
KINDS_WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.MULTIPLE)


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question. A block without a question is left out, so an empty one may stand at the end."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = CONTENT
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}
        labels = {"is_required": "Pflicht", "is_public": "öffentlich", "is_personal": "personenbezogen"}
        help_texts = {
            "help_text": "Steht unter der Frage. Zum Beispiel: In ganzen Euro, ohne Umsatzsteuer",
            "choices": "Je Zeile eine. Nur bei Auswahl und Mehrfachauswahl.",
        }

    def __init__(self, *args: Any, stored: dict[int, Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = False
        # A block that was only added must be read like the others; empty ones are left out when they are saved.
        self.empty_permitted = False
        self.stored = stored

    def clean(self) -> dict[str, Any]:
        """Refuse what belongs to a question that is not there, and rows of other calls."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("id") and cleaned["id"] not in self.stored:
            self.add_error(None, "Diese Frage wurde inzwischen entfernt. Bitte laden Sie die Seite neu.")
        if not cleaned.get("label") and (cleaned.get("help_text") or cleaned.get("choices")):
            self.add_error("label", "Bitte schreiben Sie die Frage, oder leeren Sie auch die anderen Felder.")
        if cleaned.get("kind") not in KINDS_WITH_CHOICES:
            cleaned["choices"] = ""
        return cleaned

    def _post_clean(self) -> None:
        """Check a question as its model does; an empty block is no question."""
        if self.cleaned_data.get("label"):
            super()._post_clean()  # type: ignore[misc]

    def wanted(self) -> bool:
        """Return whether the block holds a question that is not to be removed."""
        return bool(self.cleaned_data.get("label")) and not self.cleaned_data.get("DELETE")


class BaseQuestionFormSet(BaseFormSet):  # type: ignore[type-arg]
    """All questions of a call."""

    forms: list[QuestionForm]

    def add_fields(self, form: QuestionForm, index: int | None) -> None:
        """Name the box that removes a question."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Frage entfernen"


QuestionFormSet = formset_factory(
    QuestionForm,
    formset=BaseQuestionFormSet,
    extra=0,
    can_delete=True,
    max_num=MAX_QUESTIONS,
    absolute_max=MAX_QUESTIONS + 1,
    validate_max=True,
)


def question_formset(call: Call, *args: Any, **kwargs: Any) -> BaseQuestionFormSet:
    """Return the formset of a call's questions: of ``data`` or ``initial`` if given, else of what is stored."""
    stored = {question.pk: question for question in call.questions.all()}
    kwargs.setdefault("initial", [_row(question) for question in stored.values()] or [{}])
    kwargs |= {"prefix": "fragen", "form_kwargs": {"stored": stored}}
    return QuestionFormSet(*args, **kwargs)  # type: ignore[return-value]


def typed_rows(call: Call, typed: Any) -> list[dict[str, Any]]:
    """Return the blocks that were typed, without judging them yet."""
    return [initial_of(form) for form in question_formset(call, typed).forms]


def moved(rows: Sequence[dict[str, Any]], *, index: int, by: int) -> list[dict[str, Any]]:
    """Return ``rows`` with the one at ``index`` moved ``by`` places; beyond the ends nothing moves."""
    result = list(rows)
    if 0 <= index < len(result) and 0 <= index + by < len(result):
        result.insert(index + by, result.pop(index))
    return result


def questions_of(formset: BaseQuestionFormSet) -> list[Question]:
    """Return the questions that a valid formset holds, in their order; new ones are not saved yet."""
    questions = []
    for form in formset.forms:
        if form.wanted():
            question = form.stored.get(form.cleaned_data["id"]) or Question()
            for name in CONTENT:
                setattr(question, name, form.cleaned_data[name])
            questions.append(question)
    return questions


def question_conflicts(typed: Sequence[Question], stored: Iterable[Question]) -> list[FieldChange]:
    """Return every property in which a ``typed`` list differs from the ``stored`` one; ``old`` is what is stored.

    A question that only one of the lists holds is one entry with all that it says.
    """
    in_typed = {question.pk: (place, question) for place, question in enumerate(typed, start=1)}
    conflicts = []
    for place, question in enumerate(stored, start=1):
        name = f"„{question.label}“"
        if question.pk not in in_typed:
            conflicts.append(FieldChange("", name, _in_words(question), "Steht nicht in Ihrer Liste."))
            continue
        own_place, own = in_typed[question.pk]
        if own_place != place:
            conflicts.append(FieldChange("position", f"{name}: Reihenfolge", f"{place}.", f"{own_place}."))
        changes = differences(Question, _values(question), _values(own))
        conflicts += [replace(change, field=f"{name}: {change.field}") for change in changes]
    return conflicts + [FieldChange("", f"„{new.label}“", "", _in_words(new)) for new in typed if new.pk is None]


def _in_words(question: Question) -> str:
    """Return what a question says, without what it leaves open: "Frage: Wie viele?, Art: Text, Pflicht: ja"."""
    empty = dict.fromkeys(CONTENT)
    said = {name: value for name, value in _values(question).items() if value}
    return ", ".join(f"{change.field}: {change.new}" for change in differences(Question, empty, said))


def _values(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in CONTENT}


def _row(question: Question) -> dict[str, Any]:
    return {"id": question.pk, **_values(question)}
