"""Writing the extra questions of a call."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.versions import StaleVersionError
from ideas.call_selectors import answered_questions, question_stamp
from ideas.models import Call, Question
from people.models import User

CONTENT = ("label", "help_text", "kind", "choices", "is_required", "is_public", "is_personal")


@transaction.atomic
def save_questions(
    call: Call,
    *,
    questions: Sequence[Question],
    stamp: str,
    by: User | None,
    reason: str = "Zusatzfragen bearbeitet",
) -> None:
    """Make ``questions``, in their order, those of the call: new ones are added, missing ones removed.

    A question that was answered stays, and so does what submitters relied on: its kind, whether the answer is
    personal, and that it is not public. ``stamp`` is the :func:`~ideas.call_selectors.question_stamp` of the list that
    a form was made on. Raises :class:`~common.versions.StaleVersionError` when it is another one by now, and
    ``ValidationError``; nothing is written then.
    """
    current = Call.locked(call.pk)
    if stamp != question_stamp(current):
        raise StaleVersionError(current)
    stored = {question.pk: question for question in current.questions.all()}
    wanted = {question.pk: question for question in questions if question.pk}
    answered = answered_questions(current)
    refused = [refusal(question, wanted.get(pk)) for pk, question in stored.items() if pk in answered]
    if any(refused):
        raise ValidationError([sentence for sentence in refused if sentence])
    for pk, gone in stored.items():
        if pk not in wanted:
            delete_with_reason(gone, by=by, reason="Zusatzfrage entfernt")
    for position, question in enumerate(questions):
        question.call, question.position = current, position
        before = stored.get(question.pk)
        if before is None or _values(before) != _values(question):
            save_with_reason(question, by=by, reason=reason)


def refusal(answered: Question, wanted: Question | None) -> str:
    """Return why an ``answered`` question cannot become ``wanted`` (``None``: be removed); empty where it can."""
    name = f"Die Frage „{answered.label}“ wurde schon beantwortet."
    if wanted is None:
        return f"{name} Sie kann nicht mehr entfernt werden."
    if wanted.kind != answered.kind:
        return f"{name} Ihre Art lässt sich nicht mehr ändern. Bitte stellen Sie eine neue Frage."
    if wanted.is_personal != answered.is_personal:
        return f"{name} Ob die Antwort personenbezogen ist, lässt sich nicht mehr ändern."
    if wanted.is_public and not answered.is_public:
        return f"{name} Die Antworten wurden nicht für die Öffentlichkeit gegeben und bleiben intern."
    return ""


def _values(question: Question) -> tuple[object, ...]:
    return (question.position, *(getattr(question, name) for name in CONTENT))
