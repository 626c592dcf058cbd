"""The form fields of extra questions: what they take, what they refuse, and what is kept."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from ideas.enums import QuestionKind
from ideas.forms.questions import answers_of, files_of, initial_answers, question_fields, question_name
from ideas.models import Question
from ideas.questions import answered_questions

FILE = SimpleUploadedFile("plan.pdf", b"%PDF-1.7")


def ask(kind: str, **values: Any) -> Question:
    return Question(**{"pk": 7, "label": "Wie?", "kind": kind, "choices": "Rot\nGrün", **values})


def form_of(questions: list[Question], typed: str = "", files: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """Return a form with these questions, bound to what a browser would send."""
    form = forms.Form(QueryDict(typed), files or {})
    form.fields |= question_fields(questions, **kwargs)
    return form


GOOD = [
    (QuestionKind.TEXT, "question_7=+Hallo+", "Hallo", "Hallo"),
    (QuestionKind.NUMBER, "question_7=1.234,5", "1234.5", "1.234,5"),
    (QuestionKind.NUMBER, "question_7=1234.5", "1234.5", "1.234,5"),
    (QuestionKind.NUMBER, "question_7=1.234", "1234", "1.234"),
    (QuestionKind.NUMBER, "question_7=12.5", "12.5", "12,5"),
    (QuestionKind.NUMBER, "question_7=-3", "-3", "-3"),
    (QuestionKind.NUMBER, "question_7=0", "0", "0"),
    (QuestionKind.NUMBER, "question_7=500+000", "500000", "500.000"),
    (QuestionKind.DATE, "question_7=2021-01-14", "2021-01-14", "14.01.2021"),
    (QuestionKind.DATE, "question_7=14.01.2021", "2021-01-14", "14.01.2021"),
    (QuestionKind.CHOICE, "question_7=Gr%C3%BCn", "Grün", "Grün"),
    (QuestionKind.MULTIPLE, "question_7=Rot&question_7=Gr%C3%BCn", ["Rot", "Grün"], "Rot, Grün"),
    (QuestionKind.YES_NO, "question_7=nein", "nein", "nein"),
]


@pytest.mark.parametrize(("kind", "typed", "kept", "words"), GOOD)
def test_answer_is_kept_and_read_in_german(kind: str, typed: str, kept: Any, words: str) -> None:
    question = ask(kind, is_required=True)
    form = form_of([question], typed)
    assert form.errors == {}
    answers = answers_of(form.cleaned_data, [question])
    assert (answers.of_idea, answers.personal) == ({"7": kept}, {})
    assert [one.text for one in answered_questions([question], answers.of_idea)] == [words]


@pytest.mark.parametrize(("kind", "typed", "kept", "words"), GOOD)
def test_kept_answer_fills_the_form_so_that_it_reads_the_same(kind: str, typed: str, kept: Any, words: str) -> None:
    question = ask(kind)
    initial = initial_answers([question], {"7": kept})
    form = forms.Form(initial)
    form.fields |= question_fields([question])
    assert form.errors == {}
    assert answers_of(form.cleaned_data, [question]).of_idea == {"7": kept}


BAD = [
    (QuestionKind.TEXT, "x" * 3001, "höchstens 3000 Zeichen"),
    (QuestionKind.TEXT, "a\0b", "Nullzeichen"),
    (QuestionKind.NUMBER, "viele", "Das ist keine Zahl."),
    (QuestionKind.NUMBER, "NaN", "Das ist keine Zahl."),
    (QuestionKind.NUMBER, "1e999", "Ziffern"),
    (QuestionKind.NUMBER, "1" * 30, "Ziffern"),
    (QuestionKind.DATE, "morgen", "Das ist kein Datum."),
    (QuestionKind.DATE, "0021-01-14", "Bitte prüfen Sie die Jahreszahl."),
    (QuestionKind.CHOICE, "Blau", "Diese Antwort gibt es hier nicht."),
    (QuestionKind.MULTIPLE, "Blau", "Diese Antwort gibt es hier nicht."),
    (QuestionKind.YES_NO, "vielleicht", "Diese Antwort gibt es hier nicht."),
]


@pytest.mark.parametrize(("kind", "typed", "sentence"), BAD)
def test_bad_answer_is_refused_with_a_sentence(kind: str, typed: str, sentence: str) -> None:
    query = QueryDict(mutable=True)
    query["question_7"] = typed
    errors = form_of([ask(kind)], query.urlencode()).errors
    assert list(errors) == ["question_7"]
    assert sentence in errors["question_7"][0]


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_only_required_questions_need_an_answer(kind: str) -> None:
    optional = form_of([ask(kind)], "" if kind == QuestionKind.MULTIPLE else "question_7=")
    assert optional.errors == {}
    assert answers_of(optional.cleaned_data, [ask(kind)]).of_idea == {}
    missing = "Bitte wählen Sie eine Datei." if kind == QuestionKind.FILE else "Bitte beantworten Sie diese Frage."
    assert form_of([ask(kind, is_required=True)]).errors == {"question_7": [missing]}


def test_personal_answers_are_kept_apart() -> None:
    questions = [ask(QuestionKind.TEXT, pk=1), ask(QuestionKind.TEXT, pk=2, is_personal=True)]
    form = form_of(questions, "question_1=offen&question_2=vertraulich")
    assert form.is_valid()
    answers = answers_of(form.cleaned_data, questions)
    assert (answers.of_idea, answers.personal) == ({"1": "offen"}, {"2": "vertraulich"})


def test_file_is_given_back_and_never_an_answer() -> None:
    question = ask(QuestionKind.FILE, is_required=True)
    form = form_of([question], files={"question_7": FILE})
    assert form.is_valid()
    assert files_of(form.cleaned_data, [question]) == {question: FILE}
    assert answers_of(form.cleaned_data, [question]).of_idea == {}


def test_file_that_is_stored_already_is_enough() -> None:
    assert form_of([ask(QuestionKind.FILE, is_required=True)], has_file={7}).is_valid()


def test_empty_file_is_refused() -> None:
    form = form_of([ask(QuestionKind.FILE)], files={"question_7": SimpleUploadedFile("leer.pdf", b"")})
    assert form.errors == {"question_7": ["Diese Datei ist leer. Bitte wählen Sie eine andere."]}


@pytest.mark.parametrize(
    ("choices", "required", "widget", "first"),
    [
        ("A\nB", True, forms.RadioSelect, "A"),
        ("A\nB", False, forms.RadioSelect, ""),
        ("A\nB\nC\nD\nE\nF\nG\nH", True, forms.Select, ""),
        ("A\nB\nC\nD\nE\nF\nG\nH", False, forms.Select, ""),
    ],
)
def test_long_lists_open_and_optional_answers_can_be_taken_back(
    choices: str, required: bool, widget: type, first: str
) -> None:
    question = ask(QuestionKind.CHOICE, choices=choices, is_required=required)
    field: Any = question_fields([question])[question_name(question)]
    assert type(field.widget) is widget
    assert field.choices[0][0] == first


def test_help_and_order_are_those_of_the_questions() -> None:
    questions = [
        ask(QuestionKind.TEXT, pk=9, label="Zuerst", help_text="Zum Beispiel so"),
        ask(QuestionKind.FILE, pk=2),
    ]
    fields = question_fields(questions)
    assert list(fields) == ["question_9", "question_2"]
    assert (fields["question_9"].label, fields["question_9"].help_text) == ("Zuerst", "Zum Beispiel so")


@pytest.mark.parametrize(
    ("kind", "told", "sentence"),
    [
        ("text", {"is_public": True}, "Wird gezeigt, wenn die Idee veröffentlicht wird."),
        (
            "text",
            {"is_personal": True},
            "Bleibt wie Ihre Kontaktdaten von der Idee getrennt und wird nicht veröffentlicht.",
        ),
        ("file", {"is_public": True}, ""),
        ("text", {}, ""),
    ],
)
def test_submitters_are_told_what_becomes_of_an_answer(kind: str, told: dict[str, bool], sentence: str) -> None:
    [field] = question_fields([ask(kind, **told)]).values()
    assert field.help_text == sentence


def test_answer_to_a_question_that_is_gone_is_left_out() -> None:
    assert answered_questions([ask(QuestionKind.TEXT)], {"99": "alt", "7": "neu"})[0].text == "neu"
    assert answered_questions([], {"99": "alt"}) == []
