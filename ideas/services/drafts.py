"""Drafts of ideas: begun by the first thing that is saved, kept as typed, and forgotten after a while."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from common.drafts import MAX_TYPED
from common.mail import delete_mails, queue_mail
from common.models import StatusChange
from ideas.enums import IdeaStatus
from ideas.keys import DraftStamp, FormKey
from ideas.models import Attachment, Call, Idea, IdeaDraft
from ideas.services.attachments import remove_all

DRAFT_DAYS = 90
"""After so many days without a change a draft is removed."""


class StaleDraftError(Exception):
    """Another window or device has written the draft meanwhile: ``current`` is what it holds. Nothing was written."""

    def __init__(self, current: IdeaDraft) -> None:
        super().__init__("Dieser Entwurf wurde inzwischen in einem anderen Fenster oder Gerät geändert.")
        self.current = current


def new_idea(key: FormKey, call: Call) -> Idea:
    """Return the idea of a form that has saved nothing so far; it is not saved."""
    return Idea(token=key.token, **_beginning(key, call))


def begin_idea(key: FormKey, call: Call) -> Idea:
    """Return the idea of a form: a new draft, or the idea that the same form has made before, whatever it is now."""
    idea, _ = Idea.objects.get_or_create(token=key.token, defaults=_beginning(key, call))
    return idea


def _beginning(key: FormKey, call: Call) -> dict[str, Any]:
    return {
        "call": call,
        "channel": call.channel,
        "submitter_id": key.user,
        "access_code_id": key.code,
        "created_at": key.opened_at,
    }


def save_typed(idea: Idea, typed: Mapping[str, list[str]], *, stamp: DraftStamp | None = None) -> None:
    """Keep what was typed into the form of a draft or the answer to a Rückfrage, in place of what was kept before.

    An idea that waits for neither keeps nothing. Raises ``ValidationError`` for more text than a form can hold, and
    :class:`StaleDraftError` where the window of ``stamp`` does not know what is kept.
    """
    if sum(len(value) for values in typed.values() for value in values) > MAX_TYPED:
        raise ValidationError("Der Text ist zu lang, um gesichert zu werden. Bitte kürzen Sie ihn.")
    kept = {"typed": dict(typed), "updated_at": timezone.now(), "stamp": stamp.own if stamp else ""}
    drafts = IdeaDraft.objects.filter(idea=idea)
    if (drafts.filter(stamp__in=[stamp.seen, stamp.own]) if stamp else drafts).update(**kept):
        return
    with transaction.atomic():
        if Idea.locked(idea.pk).status in (IdeaStatus.DRAFT, IdeaStatus.INQUIRY):
            current = drafts.first()
            if current and stamp and not stamp.knows(current):
                raise StaleDraftError(current)
            IdeaDraft.objects.update_or_create(idea=idea, defaults=kept)


def forget_typed(idea: Idea) -> None:
    """Forget what was typed, because it was sent or is not wanted any more."""
    IdeaDraft.objects.filter(idea=idea).delete()


def send_draft_link(idea: Idea, email: str) -> None:
    """Queue a mail with the link that brings the draft back on any device."""
    url = f"{settings.SITE_URL}{reverse('ideas:draft', args=[idea.token])}"
    context = {"call": idea.call, "url": url, "days": DRAFT_DAYS}
    queue_mail([email], "idea_draft_link", context, secret=True)


def forget_links(idea: Idea) -> int:
    """Delete the mails that hold the secret link of a draft, sent or not, and return how many there were."""
    return delete_mails(Email.objects.filter(message__contains=idea.token))


def clear_stale_ideas(*, before: datetime) -> int:
    """Delete what was never handed in and not touched since ``before`` (aware), files included; return how many."""
    never_sent = Idea.objects.filter(reference=None, status__in=[IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN])
    untouched = Q(draft__updated_at__lt=before) | Q(draft=None, created_at__lt=before)
    stale = never_sent.filter(untouched).exclude(attachments__uploaded_at__gte=before)
    return sum(_forget(idea) for idea in stale)


@transaction.atomic
def _forget(idea: Idea) -> int:
    """Delete one of them and return 1. There is nothing to restore, so nothing stays in the history either."""
    pk = idea.pk
    remove_all(idea, by=None)
    forget_links(idea)
    idea.delete()
    Attachment.history.filter(idea_id=pk).delete()
    Idea.history.filter(id=pk).delete()
    StatusChange.objects.filter(content_type__app_label="ideas", content_type__model="idea", object_id=pk).delete()
    return 1
