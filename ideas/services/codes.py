"""Access codes of calls: making them, changing them, and using them when an idea is handed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.versions import StaleVersionError
from ideas.call_selectors import code_stamp
from ideas.models import AccessCode, Call, Idea
from people.models import User

MAX_CODES = 200
"""How many codes are made at once."""

UNKNOWN = "Diesen Zugangscode gibt es für diesen Aufruf nicht. Bitte prüfen Sie die Schreibweise."
EXPIRED = "Dieser Zugangscode ist abgelaufen. Bitte fragen Sie die Person, von der Sie ihn haben, nach einem neuen."
USED_UP = "Dieser Zugangscode wurde schon so oft benutzt, wie er gilt. Bitte fragen Sie nach einem neuen."


@transaction.atomic
def create_codes(
    call: Call,
    *,
    count: int,
    stamp: str,
    by: User | None,
    note: str = "",
    expires_at: datetime | None = None,
    max_uses: int | None = None,
    reason: str = "Zugangscodes angelegt",
) -> list[AccessCode]:
    """Make ``count`` codes of a call with the same note, expiry (aware) and number of uses, and return them.

    ``stamp`` is the :func:`~ideas.call_selectors.code_stamp` of the page that asked for them. Raises
    :class:`~common.versions.StaleVersionError` where codes were made since: it may have been a second click.
    """
    current = Call.locked(call.pk)
    if stamp != code_stamp(current):
        raise StaleVersionError(current)
    limits: Mapping[str, Any] = {"note": note, "expires_at": expires_at, "max_uses": max_uses}
    return [save_with_reason(AccessCode(call=current, **limits), by=by, reason=reason) for _ in range(count)]


def find_code(call: Call, typed: str, *, moment: datetime | None = None) -> AccessCode:
    """Return the code of ``call`` that somebody typed, in whatever case and with spaces or hyphens.

    Raises ``ValidationError`` for one that does not exist, or that is expired or used up at ``moment`` (aware; now).
    """
    code = call.codes.filter(code__iexact=_spelt(typed)).first()
    if code is None:
        raise ValidationError(UNKNOWN)
    _check(code, moment or timezone.now(), ideas=code.ideas.handed_in().count())
    return code


@transaction.atomic
def change_code(idea: Idea, code: AccessCode, *, by: User | None) -> Idea:
    """Give a draft another code, because its own holds no more; text and files stay. Return the idea."""
    idea = Idea.locked(idea.pk)
    if idea.is_draft:
        idea.access_code = code
        save_with_reason(idea, by=by, reason="Neuer Zugangscode")
    return idea


def why_code_fails(idea: Idea) -> str:
    """Return why the code of a draft holds no more, as a German sentence; empty where it does, or where it has none."""
    code = idea.access_code
    try:
        if code:
            _check(code, timezone.now(), ideas=code.ideas.handed_in().count())
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def claim_code(code: AccessCode, *, idea: Idea, moment: datetime | None = None) -> AccessCode:
    """Return the code, locked until the transaction ends, that ``idea`` is about to be handed in with.

    So that no code is used once too often when several people send at the same time. Must run in the transaction that
    hands the idea in. Raises ``ValidationError`` like :func:`find_code`.
    """
    locked = AccessCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    others = Idea.objects.handed_in().filter(access_code=locked).exclude(pk=idea.pk)
    _check(locked, moment or timezone.now(), ideas=others.count())
    return locked


def _check(code: AccessCode, moment: datetime, *, ideas: int) -> None:
    if code.expires_at is not None and code.expires_at <= moment:
        raise ValidationError(EXPIRED)
    if code.max_uses is not None and ideas >= code.max_uses:
        raise ValidationError(USED_UP)


def _spelt(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").replace("\0", "")
