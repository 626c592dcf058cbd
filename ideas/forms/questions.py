"""The form fields of a call's extra questions, and the way back from what was typed to what is kept.

A form takes the fields in with ``self.fields |= question_fields(questions)``, reads them with :func:`answers_of` and
:func:`files_of`, and is filled with :func:`initial_answers`. What kept answers look like is in ``ideas/questions.py``.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape

from common.widgets import DateInput
from ideas.enums import QuestionKind
from ideas.models import Question
from ideas.questions import NO, YES, Answers, AnswerValue, question_name

ANSWER_LENGTH = 3_000
SHORT_LIST = 7
"""Up to this many answers stand below each other as radio buttons; more are a list that opens."""

FIRST_YEAR, LAST_YEAR = 1900, 2199

_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?")
_MISSING = "Bitte beantworten Sie diese Frage."
_NOT_OFFERED = "Diese Antwort gibt es hier nicht. Bitte wählen Sie eine der genannten."


class NumberField(forms.DecimalField):
    """A number as Germans write it: "1.234,5", "1234,5" and "1234.5" are the same."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        """Return the number, or ``None`` for an empty field. Raises ``ValidationError`` for anything else."""
        if isinstance(value, str):
            typed = re.sub(r"\s", "", value)
            value = (typed.replace(".", "") if _GROUPED.fullmatch(typed) else typed).replace(",", ".")
        return super().to_python(value)


def question_fields(questions: Iterable[Question], *, has_file: Collection[int] = ()) -> dict[str, forms.Field]:
    """Return the form field of each question by its name, in the order of the questions.

    ``has_file`` holds the numbers of the questions whose file is stored already: they need no other one. What is in
    an uploaded file is checked where files are stored.
    """
    return {question_name(one): _field(one, is_stored=one.pk in has_file) for one in questions}


def answers_of(cleaned: Mapping[str, Any], questions: Iterable[Question]) -> Answers:
    """Return the answers in a valid form's ``cleaned_data``, the personal ones apart; empty ones and files left out."""
    answers = Answers()
    for question in questions:
        value = _kept(cleaned.get(question_name(question)))
        if value and question.kind != QuestionKind.FILE:
            (answers.personal if question.is_personal else answers.of_idea)[str(question.pk)] = value
    return answers


def files_of(cleaned: Mapping[str, Any], questions: Iterable[Question]) -> "dict[Question, UploadedFile[Any]]":
    """Return the files in a valid form's ``cleaned_data`` by their question."""
    asked = ((one, cleaned.get(question_name(one))) for one in questions if one.kind == QuestionKind.FILE)
    return {question: file for question, file in asked if file}


def initial_answers(questions: Iterable[Question], answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """Return kept ``answers`` (of the idea and of its contact together) as initial values of the form."""
    given = ((one, answers.get(str(one.pk))) for one in questions)
    return {question_name(one): _shown(one, value) for one, value in given if value}


def _field(question: Question, *, is_stored: bool) -> forms.Field:
    texts: dict[str, Any] = {"label": question.label, "help_text": _help(question)}
    required = question.is_required and not is_stored
    match question.kind:
        case QuestionKind.TEXT:
            widget = forms.Textarea(attrs={"rows": 2})
            field: forms.Field = forms.CharField(max_length=ANSWER_LENGTH, widget=widget, **texts)
        case QuestionKind.NUMBER:
            field = NumberField(max_digits=15, decimal_places=4, **texts)
            field.error_messages["invalid"] = "Das ist keine Zahl. Bitte schreiben Sie sie wie 1.234,5."
        case QuestionKind.DATE:
            field = forms.DateField(widget=DateInput, validators=[_plausible], **texts)
            field.error_messages["invalid"] = "Das ist kein Datum. Bitte schreiben Sie es wie 14.01.2021."
        case QuestionKind.CHOICE:
            field = _choice_field(question.choice_list, required=required, **texts)
        case QuestionKind.MULTIPLE:
            choices = [(one, one) for one in question.choice_list]
            field = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **texts)
            field.error_messages |= {"invalid_choice": _NOT_OFFERED, "invalid_list": _NOT_OFFERED}
        case QuestionKind.YES_NO:
            field = _choice_field([YES, NO], required=required, **texts)
        case _:
            field = forms.FileField(widget=forms.FileInput, max_length=150, **texts)
            field.error_messages["empty"] = "Diese Datei ist leer. Bitte wählen Sie eine andere."
    # Set afterwards, for all kinds alike; the widget of a field learns of it from the field.
    field.required = field.widget.is_required = required
    field.error_messages["required"] = "Bitte wählen Sie eine Datei." if _asks_file(question) else _MISSING
    return field


def _help(question: Question) -> str:
    """Return the help of a question as markup, and what becomes of its answer."""
    sentences: list[str] = [escape(question.help_text)] if question.help_text else []
    if question.is_personal:
        sentences.append("Bleibt wie Ihre Kontaktdaten von der Idee getrennt und wird nicht veröffentlicht.")
    elif question.is_public and question.kind != QuestionKind.FILE:
        sentences.append("Wird gezeigt, wenn die Idee veröffentlicht wird.")
    return " ".join(sentences)


def _choice_field(answers: list[str], *, required: bool, **texts: Any) -> forms.ChoiceField:
    """Return radio buttons, or a list that opens; where no answer is needed, that can be said again, too."""
    is_short = len(answers) <= SHORT_LIST
    choices = [(one, one) for one in answers]
    if not is_short or not required:
        choices.insert(0, ("", "keine Angabe" if not required else "Bitte wählen"))
    field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect if is_short else forms.Select, **texts)
    field.error_messages["invalid_choice"] = _NOT_OFFERED
    return field


def _asks_file(question: Question) -> bool:
    return question.kind == QuestionKind.FILE


def _plausible(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError("Bitte prüfen Sie die Jahreszahl.")


def _kept(value: Any) -> AnswerValue:
    """Return a cleaned value as it is kept."""
    match value:
        case None:
            return ""
        case list():
            return value
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _shown(question: Question, value: AnswerValue) -> AnswerValue:
    """Return a kept value as the form shows it; a number with the decimal comma."""
    if question.kind == QuestionKind.NUMBER and isinstance(value, str):
        return value.replace(".", ",")
    return value
