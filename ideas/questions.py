"""What was answered to the extra questions of a call: which answers are personal, and each of them as German text.

Answers are kept by the number of their question, as text or, where several may be chosen, as a list of texts: a number
as ``"1234.5"``, a date as ``"2021-01-14"``, yes and no as ``"ja"`` and ``"nein"``. Personal ones are kept with the
contact, all others with the idea. Files are attachments that name their question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format

from ideas.enums import QuestionKind
from ideas.models import Question

AnswerValue = str | list[str]

YES, NO = "ja", "nein"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one form: ``of_idea`` goes to ``Idea.answers``, ``personal`` to ``Contact.answers``."""

    of_idea: dict[str, AnswerValue] = field(default_factory=dict)
    personal: dict[str, AnswerValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question and its answer in words, for pages and documents."""

    question: Question
    text: str


def question_name(question: Question) -> str:
    """Return the name of the question's field in forms."""
    return f"question_{question.pk}"


def answer_in_words(question: Question, value: AnswerValue) -> str:
    """Return a kept answer as German text; the empty text where there is none."""
    if isinstance(value, list):
        return ", ".join(value)
    match question.kind:
        case QuestionKind.NUMBER if value:
            return number_format(Decimal(value), use_l10n=True, force_grouping=True)
        case QuestionKind.DATE if value:
            return f"{date.fromisoformat(value):%d.%m.%Y}"
        case _:
            return value


def answered_questions(questions: Iterable[Question], answers: Mapping[str, AnswerValue]) -> list[AnsweredQuestion]:
    """Return the questions that ``answers`` (of an idea, or of its contact) has an answer to, in their order."""
    given = ((question, answers.get(str(question.pk))) for question in questions)
    return [AnsweredQuestion(question, answer_in_words(question, value)) for question, value in given if value]
