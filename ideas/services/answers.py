"""Answers: prepared and edited in private, published one by one or several together.

An idea moves to its outcome when its answer is published; the answer's text is the reason of that move.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError, change_status
from common.versions import StaleVersionError, save_version
from ideas.enums import IdeaStatus
from ideas.models import Answer, Idea
from ideas.records import prepared_answers
from ideas.services.guards import require_editor, require_status
from ideas.services.notices import tell
from people.models import User

GONE = "Diese Antwort ist inzwischen veröffentlicht oder verworfen."
CHANGED = "Die Antwort wurde inzwischen geändert. Bitte lesen Sie sie noch einmal."


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was not published, and why, as a German sentence."""

    answer: Answer
    why: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of several answers that were published together."""

    published: Sequence[Answer]
    refused: Sequence[Refusal]


@transaction.atomic
def prepare_answer(idea: Idea, *, outcome: str, text: str, version: int, by: User) -> Answer:
    """Write the prepared answer of an open idea, or change it, and return it; nobody but editors reads it yet.

    ``outcome`` is one of ``IdeaStatus.outcomes()``; ``version`` is that of the prepared answer when the form was
    loaded, 0 where there was none. The same answer once more (a double click) changes nothing.
    Raises ``ValidationError``, :class:`~common.versions.StaleVersionError`,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    require_status(idea, *IdeaStatus.open())
    current = Answer.objects.filter(idea=idea, published_at=None).first()
    if current is None:
        if version:
            raise TransitionError(f"{GONE} Ihre Eingaben sind nicht gespeichert.")
        return save_with_reason(
            Answer(idea=idea, outcome=outcome, text=text, prepared_by=by), by=by, reason="Antwort vorbereitet"
        )
    if (current.outcome, current.text) == (outcome, text):
        return current
    if current.version != version:
        raise StaleVersionError(current)
    current.outcome, current.text = outcome, text
    current.prepared_by, current.prepared_at = by, timezone.now()
    return save_version(current, loaded=version, by=by, reason="Antwort geändert")


@transaction.atomic
def discard_answer(answer: Answer, *, by: User) -> None:
    """Remove a prepared answer. Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``."""
    current = Answer.objects.select_for_update(of=("self",)).filter(pk=answer.pk, published_at=None).first()
    require_editor(by, answer.idea)
    if current is None:
        raise TransitionError(GONE)
    delete_with_reason(current, by=by, reason="Antwort verworfen")


@transaction.atomic
def publish_answer(answer: Answer, *, version: int, by: User) -> Answer:
    """Publish a prepared answer that was read at ``version``: move its idea and tell who handed it in.

    Returns the answer. Raises :class:`~common.transitions.TransitionError` with the reason why it cannot be published
    now, and ``PermissionDenied``.
    """
    idea = Idea.locked(answer.idea_id)
    require_editor(by, idea)
    current = prepared_answers().select_for_update(of=("self",)).filter(pk=answer.pk).first()
    if current is None:
        raise TransitionError(GONE)
    if current.version != version:
        raise TransitionError(CHANGED)
    if why := refusal(current):
        raise TransitionError(why)
    idea = change_status(idea, current.outcome, by=by, reason=current.text)
    current.published_at = timezone.now()
    current = save_version(current, loaded=version, by=by, reason="Antwort veröffentlicht")
    tell(idea, "idea_answer", {"answer": current})
    return current


def publish_answers(answers: Iterable[tuple[Answer, int]], *, by: User) -> Publication:
    """Publish several prepared answers, each with the version at which it was read.

    Each is published by itself: what cannot be published is refused with a sentence and keeps back no other.
    Raises ``PermissionDenied``.
    """
    published: list[Answer] = []
    refused: list[Refusal] = []
    for answer, version in answers:
        try:
            published.append(publish_answer(answer, version=version, by=by))
        except TransitionError as error:
            refused.append(Refusal(answer, str(error)))
    return Publication(published, refused)


def refusal(answer: Answer) -> str:
    """Return why a prepared answer cannot be published now, as a German sentence; empty where it can.

    ``answer`` comes from :func:`~ideas.records.prepared_answers`.
    """
    idea = answer.idea
    if idea.status != IdeaStatus.IN_REVIEW:
        return f"Die Idee ist „{idea.get_status_display()}“; beantworten lässt sie sich nur „in Prüfung“."
    return ""
