"""Writing calls: making, changing, copying, publishing and ending them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.history import save_with_reason
from common.text import german_slug
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from ideas.enums import Access, Channel
from ideas.models import Call, Question
from people.models import User

TITLE_TAKEN = (
    "Einen Aufruf mit diesem Titel gibt es schon. Bitte nennen Sie ihn anders, zum Beispiel mit der Jahreszahl."
)
ALWAYS_OPEN = "Das Ideenformular ist immer offen."
COPIED_FIELDS = (
    "channel", "text", "grace_hours", "access", "prizes", "jury_criteria", "terms", "retention_months",
)  # fmt: skip
COPIED_QUESTION_FIELDS = (
    "position", "label", "help_text", "kind", "choices", "is_required", "is_public", "is_personal",
)  # fmt: skip


@transaction.atomic
def create_call(*, channel: str, title: str, by: User | None, reason: str = "Aufruf angelegt", **content: Any) -> Call:
    """Create a call that is not published yet, and return it. ``content`` are fields of the model by name.

    Its address follows from its title. Raises ``ValidationError``, also for a title that another call has.
    """
    call = Call(channel=channel, title=title, **content)
    call.slug = _free_address(call)
    try:
        with transaction.atomic():
            return save_with_reason(call, by=by, reason=reason)
    except IntegrityError as error:
        # Somebody was quicker by a moment, perhaps the same person with a second click.
        raise ValidationError({"title": TITLE_TAKEN}) from error


@transaction.atomic
def edit_call(
    call: Call, *, version: int, content: Mapping[str, Any], by: User | None, reason: str = "Aufruf bearbeitet"
) -> Call:
    """Change fields of a call that was loaded at ``version``, and return it.

    Until it is published its address follows its title; then it stays, because it stands in links.
    Raises :class:`~common.versions.StaleVersionError` and ``ValidationError``; nothing is written then.
    """
    current = Call.locked(call.pk)
    if current.version != version:
        raise StaleVersionError(current)
    for name, value in content.items():
        setattr(current, name, value)
    if not current.is_published and current.channel != Channel.FORM:
        current.slug = _free_address(current)
    return save_version(current, loaded=version, by=by, reason=reason)


@transaction.atomic
def copy_call(call: Call, *, title: str, by: User | None) -> Call:
    """Create a call like ``call`` under another title, and return it.

    Text, rules and questions are the same; dates, codes, picture and ideas are not taken along, and it is not
    published. Raises ``ValidationError`` for a title that another call has.
    """
    reason = f"Kopie von „{call.title}“"
    content = {name: getattr(call, name) for name in COPIED_FIELDS}
    copy = create_call(title=title, by=by, reason=reason, **content)
    for question in call.questions.all():
        values = {name: getattr(question, name) for name in COPIED_QUESTION_FIELDS}
        save_with_reason(Question(call=copy, **values), by=by, reason=reason)
    return copy


@transaction.atomic
def publish_call(call: Call, *, by: User | None, reason: str = "Aufruf veröffentlicht") -> Call:
    """Publish a call and return it: from now on visitors see it, and hand in from its opening on.

    Raises :class:`~common.transitions.TransitionError` with the :func:`obstacle` to it.
    """
    current = Call.locked(call.pk)
    if why := obstacle(current):
        raise TransitionError(why)
    current.published_at = timezone.now()
    return save_version(current, loaded=current.version, by=by, reason=reason)


@transaction.atomic
def end_call(call: Call, *, by: User | None, reason: str = "Aufruf vorzeitig beendet") -> Call:
    """End an open call now and return it; drafts that were begun have its time of grace from now on.

    Raises :class:`~common.transitions.TransitionError` with the :func:`obstacle_to_end`.
    """
    current = Call.locked(call.pk)
    if why := obstacle_to_end(current):
        raise TransitionError(why)
    current.closes_at = timezone.now()
    return save_version(current, loaded=current.version, by=by, reason=reason)


@transaction.atomic
def unpublish_call(call: Call, *, by: User | None, reason: str = "Veröffentlichung zurückgenommen") -> Call:
    """Hide a call that nobody has begun an idea for, and return it.

    Raises :class:`~common.transitions.TransitionError` with the :func:`obstacle_to_unpublish`.
    """
    current = Call.locked(call.pk)
    if why := obstacle_to_unpublish(current):
        raise TransitionError(why)
    current.published_at = None
    return save_version(current, loaded=current.version, by=by, reason=reason)


def obstacle_to_end(call: Call) -> str:
    """Return why the call cannot be ended now, as a German sentence; empty where it can."""
    if call.channel == Channel.FORM:
        return ALWAYS_OPEN
    return "" if call.is_open() else "Dieser Aufruf ist nicht offen."


def obstacle_to_unpublish(call: Call) -> str:
    """Return why the call cannot be hidden again, as a German sentence; empty where it can."""
    if call.channel == Channel.FORM:
        return ALWAYS_OPEN
    if not call.is_published:
        return "Dieser Aufruf ist nicht veröffentlicht."
    if call.ideas.exists():
        return "Zu diesem Aufruf sind schon Ideen begonnen oder eingereicht. Sie können ihn stattdessen beenden."
    return ""


def obstacle(call: Call) -> str:
    """Return why the call cannot be published now, as a German sentence; empty where it can."""
    if call.is_published:
        return "Dieser Aufruf ist schon veröffentlicht."
    if not call.text.strip():
        return "Der Aufruf hat noch keinen Text. Bitte schreiben Sie zuerst, worum es geht."
    if call.closes_at is not None and call.closes_at <= timezone.now():
        return "Das Ende des Aufrufs liegt schon in der Vergangenheit. Bitte ändern Sie es zuerst."
    if call.access == Access.CODE and not call.codes.exists():
        return "Der Aufruf hat noch keinen Zugangscode. Bitte legen Sie zuerst mindestens einen an."
    return ""


def _free_address(call: Call) -> str:
    slug = german_slug(call.title, max_length=60) or "aufruf"
    if Call.objects.filter(slug=slug).exclude(pk=call.pk).exists():
        raise ValidationError({"title": TITLE_TAKEN})
    return slug
