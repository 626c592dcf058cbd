"""Files of ideas: taken in and removed."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from common.files import MAX_FILE, MAX_TOGETHER, CheckedFile, FileRefused, check_file, check_size, size_in_words
from common.files.intake import MB
from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from ideas.enums import AttachmentKind, IdeaStatus
from ideas.fields import files_asked_for
from ideas.models import Attachment, Idea, Question
from people.models import User

MAX_FILES = 20

_CLOSED = (
    "Zu dieser Idee können keine Dateien mehr hinzugefügt oder entfernt werden; sie ist schon eingereicht oder"
    " gelöscht."
)


def add_attachment(
    idea: Idea,
    content: bytes,
    name: str,
    *,
    by: User | None,
    kind: str = AttachmentKind.ATTACHMENT,
    question: Question | None = None,
) -> Attachment:
    """Store a file with a draft, or with an idea whose Rückfrage asks for files; the same file twice is stored once.

    A picture replaces the one before, and so does the answer to a question. Raises
    :class:`~common.files.errors.FileRefused` for a file that may not come in, and
    :class:`~common.transitions.TransitionError` for an idea that is closed.
    """
    checked = check_file(content, name)
    if kind == AttachmentKind.PICTURE and not checked.kind.is_picture:
        raise FileRefused("Diese Datei ist kein Bild. Bitte wählen Sie ein Bild im Format PNG, JPG oder WebP.")
    with transaction.atomic():
        locked = _open_idea(idea)
        same = locked.attachments.filter(sha256=checked.sha256, kind=kind, question=question).first()
        if same is not None:
            return same
        if kind == AttachmentKind.PICTURE or question is not None:
            for former in locked.attachments.filter(kind=kind, question=question):
                _remove(former, by=by)
        _check_room(locked, len(checked.content))
        return _store(locked, checked, kind=kind, question=question, by=by)


def remove_attachment(attachment: Attachment, *, by: User | None) -> None:
    """Remove a file of a draft, or one that was added since a Rückfrage asked for files; others were handed in.

    Raises :class:`~common.transitions.TransitionError`.
    """
    with transaction.atomic():
        idea = _open_idea(attachment.idea)
        asked = None if idea.is_draft else files_asked_for(idea)
        if asked and attachment.uploaded_at < asked.asked_at:
            raise TransitionError(_CLOSED)
        _remove(attachment, by=by)


def remove_all(idea: Idea, *, by: User | None) -> None:
    """Remove the files of an idea that was never handed in."""
    for attachment in idea.attachments.all():
        _remove(attachment, by=by)


def _open_idea(idea: Idea) -> Idea:
    locked = Idea.locked(idea.pk)
    if not (locked.is_draft or (locked.status == IdeaStatus.INQUIRY and files_asked_for(locked))):
        raise TransitionError(_CLOSED)
    return locked


def _check_room(idea: Idea, size: int) -> None:
    """Raise ``FileRefused`` where the idea has too many files or too large ones; pictures may have grown."""
    check_size(min(size, MAX_FILE))
    if idea.attachments.count() >= MAX_FILES:
        raise FileRefused(f"Eine Idee kann höchstens {MAX_FILES} Dateien haben. Bitte entfernen Sie zuerst eine.")
    total = idea.attachments.aggregate(total=Sum("size"))["total"] or 0
    if total + size > MAX_TOGETHER:
        raise FileRefused(
            f"Alle Dateien einer Idee dürfen zusammen {MAX_TOGETHER // MB} MB haben; mit dieser wären es"
            f" {size_in_words(total + size)}. Bitte entfernen Sie eine andere oder verkleinern Sie sie."
        )


def _store(idea: Idea, checked: CheckedFile, *, kind: str, question: Question | None, by: User | None) -> Attachment:
    attachment = Attachment(
        idea=idea,
        question=question,
        kind=kind,
        name=checked.name,
        content_type=checked.kind.content_type,
        size=len(checked.content),
        sha256=checked.sha256,
    )
    attachment.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        return save_with_reason(attachment, by=by, reason="Datei hinzugefügt")
    except BaseException:
        attachment.file.delete(save=False)
        raise


def _remove(attachment: Attachment, *, by: User | None) -> None:
    """Remove row and file; the file goes when the transaction has ended well."""
    delete_with_reason(attachment, by=by, reason="Datei entfernt")
    transaction.on_commit(lambda: attachment.file.delete(save=False))
