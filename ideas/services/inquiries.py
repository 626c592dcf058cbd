"""Rückfragen: ask, answer, close. An open one lets the submitter change exactly the fields that it names."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.mail import queue_mail
from common.transitions import TransitionError, change_status
from common.versions import StaleVersionError, save_version
from ideas.content import form_label
from ideas.enums import IdeaStatus, MergeKind
from ideas.fields import inquiry_labels, open_questions
from ideas.models import Idea, Inquiry, MergeMember
from ideas.questions import AnswerValue, question_name
from ideas.services.drafts import forget_typed
from ideas.services.guards import require_editor, require_status
from ideas.services.notices import absolute, tell
from ideas.services.submission import mail_headers
from people.models import User

MAX_DAYS = 365
"""How far ahead the day may lie by which an answer is asked for."""

NO_OWNER = (
    "Diese Idee ist aus mehreren entstanden und gehört niemandem allein. Machen Sie die Zusammenführung rückgängig,"
    " wenn Sie nachfragen möchten."
)
OVER = "Die Rückfrage ist inzwischen beantwortet oder geschlossen. Ihre Eingaben sind nicht gespeichert."


@transaction.atomic
def ask_inquiry(idea: Idea, *, text: str, fields: Sequence[str], due_on: date, by: User) -> Inquiry:
    """Ask the submitter, open ``fields`` (names, see :mod:`ideas.fields`) to him or her, and return the Rückfrage.

    ``text`` is public to the submitter, ``due_on`` is a day after today. Moves the idea from *in Prüfung* to
    *Rückfrage* and queues the mail with the link. Raises ``ValidationError``,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    require_status(idea, IdeaStatus.IN_REVIEW)
    if belongs_to_several(idea):
        raise TransitionError(NO_OWNER)
    labels = inquiry_labels(idea)
    if not fields or any(name not in labels for name in fields):
        raise ValidationError({"fields": "Bitte wählen Sie mindestens ein Feld, das geändert werden darf."})
    if not timezone.localdate() < due_on <= timezone.localdate() + timedelta(days=MAX_DAYS):
        raise ValidationError({"due_on": f"Bitte nennen Sie einen Tag nach heute, höchstens {MAX_DAYS} Tage voraus."})
    named = [name for name in labels if name in fields]
    inquiry = Inquiry(idea=idea, text=text, fields=named, due_on=due_on, asked_by=by)
    save_with_reason(inquiry, by=by, reason="Rückfrage gestellt")
    idea = change_status(idea, IdeaStatus.INQUIRY, by=by)
    answer_url = absolute(inquiry.get_answer_url())
    in_form = {name: form_label(idea.channel, name) for name in idea.content_fields}
    asked_for = [in_form.get(name, labels[name]) for name in named]
    tell(idea, "idea_inquiry", {"inquiry": inquiry, "fields": asked_for, "answer_url": answer_url})
    return inquiry


@transaction.atomic
def answer_inquiry(
    inquiry: Inquiry,
    *,
    version: int,
    content: Mapping[str, Any],
    answers: Mapping[str, AnswerValue] | None = None,
    by: User | None,
) -> Idea:
    """Change the fields that the Rückfrage names, move the idea back to *in Prüfung*, tell the editor; return the idea.

    ``content`` holds the new values by field name, ``answers`` those of questions by their number (empty: none);
    ``version`` is that of the idea when the form was loaded. ``by`` is ``None`` for whoever came by the link of the
    status page. Raises ``PermissionDenied`` for a field that is not named, :class:`~common.versions.StaleVersionError`,
    :class:`~common.transitions.TransitionError` when the Rückfrage is over, and ``ValidationError``.
    """
    idea = Idea.locked(inquiry.idea_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if by is not None and not by.has_perm("ideas.move_idea", idea):
        raise PermissionDenied
    if not inquiry.is_open or idea.status != IdeaStatus.INQUIRY:
        raise TransitionError(OVER)
    if idea.version != version:
        raise StaleVersionError(idea)
    _write(idea, inquiry, content, answers or {})
    save_version(idea, loaded=version, by=by, reason="Rückfrage beantwortet")
    inquiry.answered_at = timezone.now()
    save_with_reason(inquiry, by=by, reason="Rückfrage beantwortet")
    forget_typed(idea)
    idea = change_status(idea, IdeaStatus.IN_REVIEW, by=by)
    _tell_editors(idea, inquiry)
    return idea


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, by: User | None, reason: str = "") -> Idea:
    """Close an open Rückfrage without an answer and move the idea back to *in Prüfung*; return the idea.

    ``reason`` is read by editors only. Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = Idea.locked(inquiry.idea_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    require_editor(by, idea)
    require_status(idea, IdeaStatus.INQUIRY)
    if not inquiry.is_open:
        raise TransitionError("Diese Rückfrage ist schon beantwortet oder geschlossen.")
    inquiry.closed_at = timezone.now()
    save_with_reason(inquiry, by=by, reason=reason or "Rückfrage geschlossen")
    forget_typed(idea)
    return change_status(idea, IdeaStatus.IN_REVIEW, by=by, reason=reason)


def belongs_to_several(idea: Idea) -> bool:
    """Return whether the idea came of a merge, so that its text is that of several submitters."""
    joined = MergeMember.objects.filter(idea=idea, is_result=True, merge__kind=MergeKind.MERGE)
    return joined.exists()


def _write(idea: Idea, inquiry: Inquiry, content: Mapping[str, Any], answers: Mapping[str, AnswerValue]) -> None:
    questions = {str(one.pk): question_name(one) for one in open_questions(idea)} if answers else {}
    names = [*content, *(questions.get(number, "") for number in answers)]
    if any(name not in inquiry.fields for name in names):
        raise PermissionDenied
    for name, value in content.items():
        setattr(idea, name, value)
    merged = {**idea.answers, **answers}
    idea.answers = {number: value for number, value in merged.items() if value}


def _tell_editors(idea: Idea, inquiry: Inquiry) -> None:
    editors = [user for user in (inquiry.asked_by, idea.editor) if user is not None and user.is_editor]
    context = {"idea": idea, "url": absolute(idea.get_absolute_url())}
    queue_mail([user.email for user in editors], "idea_inquiry_answered", context, headers=mail_headers(idea))
