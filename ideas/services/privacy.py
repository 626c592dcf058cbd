"""Deleting what an idea holds of persons, while the idea itself stays (GDPR, Art. 17).

Contact and co-authors have models of their own without history. What else leads to a person goes with them: mails, the
name of the account in the history, files that answer a personal question, and what was typed and not sent.
"""

from dataclasses import dataclass
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from post_office.models import Email

from common.history import save_with_reason
from common.mail import delete_mails
from common.models import FormDraft, StatusChange
from ideas.models import Answer, Attachment, CoAuthor, Contact, Idea, IdeaDraft, Inquiry
from ideas.services.submission import IDEA_HEADER
from people.models import User

REASON = "Kontaktdaten gelöscht"
SUBMITTER = "einreichende Person"
"""Stands in the history where the name of the account stood."""

BELONGINGS: tuple[type[Model], ...] = (Attachment, Inquiry, Answer)
"""What belongs to an idea, and names in its history who wrote it."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted: persons (contact and co-authors), files, and mails."""

    persons: int
    files: int
    mails: int


@transaction.atomic
def delete_contact_data(idea: Idea, *, by: User | None, reason: str = REASON) -> Deletion:
    """Delete everything personal that ``idea`` holds and return what that was; the idea stays, also in the gallery.

    ``by`` is ``None`` for a guest, whose link the view has checked, and for the nightly command. An account that
    handed the idea in no longer owns it afterwards; its organisation does. The names of editors stay in the history,
    since they act for the city.
    """
    idea = Idea.locked(idea.pk)
    persons = Contact.objects.filter(idea=idea).delete()[0] + CoAuthor.objects.filter(idea=idea).delete()[0]
    IdeaDraft.objects.filter(idea=idea).delete()
    FormDraft.objects.filter(key__contains=idea.token).delete()
    files = _delete_personal_answers(idea)
    person = idea.submitter if idea.submitter and not idea.submitter.is_editor else None
    if person:
        idea.submitter = None
    save_with_reason(idea, by=None if by == person else by, reason=reason)
    if person:
        _forget_account(idea, person)
    return Deletion(persons=persons, files=files, mails=delete_mails(mails_about(idea)))


def mails_about(idea: Idea) -> QuerySet[Email]:
    """Return the mails about the idea: those with its number in their header, and those with its secret link."""
    return Email.objects.filter(Q(headers__contains={IDEA_HEADER: idea.reference}) | Q(message__contains=idea.token))


def names_in_text(idea: Idea) -> list[str]:
    """Return the fields (German labels) whose text names a person of the contact data: they are not deleted with them.

    Three queries.
    """
    contact = Contact.objects.filter(idea=idea).first()
    told = [contact.name, contact.email, contact.phone] if contact else []
    for author in CoAuthor.objects.filter(idea=idea):
        told += [author.name, author.email]
    if idea.submitter:
        told += [idea.submitter.name, idea.submitter.email]
    needles = [text.casefold() for text in told if len(text) > 3]
    return [
        str(Idea._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name, text in idea.content().items()
        if any(needle in text.casefold() for needle in needles)
    ]


def _delete_personal_answers(idea: Idea) -> int:
    """Delete the files that answer personal questions; other personal answers went with the contact."""
    files = list(Attachment.objects.filter(idea=idea, question__is_personal=True))
    for file in files:
        _delete_file(file)
    return len(files)


def _delete_file(file: Attachment) -> None:
    pk, storage, name = file.pk, file.file.storage, file.file.name
    file.delete()
    Attachment.history.filter(id=pk).delete()
    transaction.on_commit(partial(storage.delete, str(name)))


def _forget_account(idea: Idea, person: User) -> None:
    """Take the account's name out of everything that was recorded about the idea."""
    nameless = {"history_user": None, "history_user_name": SUBMITTER}
    own = Idea.history.filter(id=idea.pk)
    own.filter(submitter=person).update(submitter=None)
    own.filter(history_user=person).update(**nameless)
    for model in BELONGINGS:
        model.history.filter(idea=idea.pk, history_user=person).update(**nameless)  # type: ignore[attr-defined]
    moves = StatusChange.objects.filter(content_type=ContentType.objects.get_for_model(Idea), object_id=idea.pk)
    moves.filter(by=person).update(by=None, by_name=SUBMITTER)
