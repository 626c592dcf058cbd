"""Handing an idea in, once; withdrawing it; and the answers of those who are named as co-authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.history import save_with_reason
from common.mail import queue_mail
from common.references import next_reference
from common.transitions import TransitionError, change_status, move_locked
from ideas.documents.receipt import RECEIPT
from ideas.enums import AttachmentKind, IdeaStatus
from ideas.models import CoAuthor, ConsentText, Contact, Idea, IdeaDraft
from ideas.models.ideas import frozen_content
from ideas.offers import refusal_of
from ideas.questions import Answers
from ideas.services.attachments import remove_all
from ideas.services.codes import claim_code
from ideas.services.drafts import forget_links
from people.models import User

REASON = "Idee eingereicht"

IDEA_HEADER = "X-Idea"
"""By this header the mails about an idea are found when its contact data are deleted."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was sent: the content by field, and apart from it all that belongs to persons.

    ``contact`` holds name, email, phone and organisation_name, as far as given; ``consent`` is the text that was agreed
    to, ``None`` where nothing personal was given; ``co_authors`` are pairs of name and e-mail address.
    """

    content: Mapping[str, Any]
    answers: Answers = field(default_factory=Answers)
    contact: Mapping[str, str] = field(default_factory=dict)
    consent: ConsentText | None = None
    co_authors: Sequence[tuple[str, str]] = ()
    picture_text: str = ""
    agrees_to_publication: bool = False


@transaction.atomic
def submit_idea(idea: Idea, submission: Submission, *, by: User | None) -> Idea:
    """Hand in a draft and return it with its reference; the receipt goes out by mail.

    ``idea`` may be one of :func:`~ideas.services.drafts.new_idea` that was never saved as a draft; if another request
    saves it meanwhile, that raises ``IntegrityError``. ``submission`` is what a valid form holds, and ``by`` is who is
    signed in, ``None`` a guest with the form's key. An idea that is no draft any more is returned as it is: however
    often a form is sent, it makes one idea. Raises :class:`~common.transitions.TransitionError` if the call is closed,
    and ``ValidationError`` for an access code that holds no more; nothing is written then.
    """
    was_kept = idea.pk is not None
    locked = Idea.locked(idea.pk) if was_kept else idea
    if not locked.is_draft:
        return locked
    _check_call(locked)
    _fill(locked, submission, by)
    move_locked(locked, IdeaStatus.SUBMITTED, by=actor_of(locked, by), reason=REASON, is_checked=True)
    if was_kept:
        _describe_picture(locked, submission.picture_text, by)
        IdeaDraft.objects.filter(idea=locked).delete()
    contact = _keep_contact(locked, submission)
    _send_receipt(locked, contact, by)
    for name, email in submission.co_authors:
        _ask_co_author(CoAuthor.objects.create(idea=locked, name=name, email=email))
    return locked


@transaction.atomic
def withdraw_idea(idea: Idea, *, by: User | None) -> Idea:
    """Withdraw an idea for its submitter, and return it; of a draft nothing stays that was typed, uploaded or mailed.

    Raises :class:`~common.transitions.TransitionError` once there is an outcome.
    """
    withdrawn = change_status(idea, IdeaStatus.WITHDRAWN, by=actor_of(idea, by))
    IdeaDraft.objects.filter(idea=withdrawn).delete()
    if withdrawn.reference is None:
        remove_all(withdrawn, by=by)
        forget_links(withdrawn)
        return withdrawn
    context = {"idea": withdrawn, "url": status_url(withdrawn)}
    _tell(withdrawn, _address(withdrawn, by), "idea_withdrawn", context)
    return withdrawn


def answer_co_author(co_author: CoAuthor, *, takes_part: bool) -> CoAuthor:
    """Record that somebody confirmed to be a co-author, or that he or she is none; the answer may be changed.

    Of an idea that was withdrawn or merged nobody becomes a co-author any more: ``TransitionError``.
    """
    if takes_part and co_author.idea.status in IdeaStatus.closed():
        raise TransitionError(
            f"Die Idee ist inzwischen {co_author.idea.get_status_display()}. Ihre Mitwirkung lässt sich nicht mehr"
            " bestätigen."
        )
    now = timezone.now()
    co_author.confirmed_at = now if takes_part else None
    co_author.declined_at = None if takes_part else now
    co_author.save(update_fields=["confirmed_at", "declined_at"])
    return co_author


def actor_of(idea: Idea, user: User | None) -> User | None:
    """Return ``user`` if the idea is his or hers to move; else ``None``: whoever has the idea's token acts by that."""
    return user if user is not None and user.has_perm("ideas.move_idea", idea) else None


def status_url(idea: Idea) -> str:
    """Return the whole address of the submitter's page, for mails."""
    return f"{settings.SITE_URL}{idea.get_status_url()}"


def mail_headers(idea: Idea) -> dict[str, str]:
    """Return the headers by which mails about an idea are found when its contact data are deleted."""
    return {IDEA_HEADER: str(idea.reference)}


def _check_call(idea: Idea) -> None:
    if refusal := refusal_of(idea.call, begun_at=idea.created_at):
        raise TransitionError(refusal)
    if idea.access_code:
        claim_code(idea.access_code, idea=idea)


def _fill(idea: Idea, submission: Submission, by: User | None) -> None:
    if not submission.content["title"]:
        raise ValidationError("Bitte geben Sie der Idee einen Titel.")
    for name, value in submission.content.items():
        setattr(idea, name, value)
    idea.answers = submission.answers.of_idea
    idea.agrees_to_publication = submission.agrees_to_publication
    if by and idea.submitter_id in (None, by.pk):
        idea.submitter = by
    idea.organisation_id = idea.submitter.organisation_id if idea.submitter else None
    idea.submitted_at = timezone.now()
    idea.reference = next_reference("I", timezone.localtime(idea.submitted_at).year, digits=4)
    idea.first_content = frozen_content(idea)


def _describe_picture(idea: Idea, text: str, by: User | None) -> None:
    for picture in idea.attachments.filter(kind=AttachmentKind.PICTURE):
        picture.description = text
        save_with_reason(picture, by=by, reason=REASON)


def _keep_contact(idea: Idea, submission: Submission) -> Contact | None:
    """Keep who handed the idea in, apart from it; nothing where nothing was given."""
    given = {name: value for name, value in submission.contact.items() if value}
    personal = submission.answers.personal
    if not given and not personal:
        return None
    consented_at = idea.submitted_at if submission.consent else None
    return Contact.objects.create(
        idea=idea, **given, answers=personal, consent=submission.consent, consented_at=consented_at
    )


def _send_receipt(idea: Idea, contact: Contact | None, by: User | None) -> None:
    address = contact.email if contact and contact.email else by.email if by else ""
    if address:
        context = {"idea": idea, "url": status_url(idea)}
        _tell(idea, address, "idea_receipt", context, file=(RECEIPT, str(idea.reference)))


def _ask_co_author(co_author: CoAuthor) -> None:
    url = f"{settings.SITE_URL}{reverse('ideas:co_author', args=[co_author.token])}"
    context = {"co_author": co_author, "idea": co_author.idea, "url": url}
    _tell(co_author.idea, co_author.email, "idea_co_author", context)


def _address(idea: Idea, by: User | None) -> str:
    contact = Contact.objects.filter(idea=idea).first()
    return contact.email if contact and contact.email else by.email if by else ""


def _tell(idea: Idea, address: str, template: str, context: Mapping[str, Any], **options: Any) -> None:
    """Queue a mail to one person; its links are for that person alone."""
    if address:
        queue_mail([address], template, context, secret=True, headers=mail_headers(idea), **options)
