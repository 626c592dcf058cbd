"""What a form knows of itself: the key that names its idea, and the stamp of the draft that it was opened with.

The server makes it with the page and stores nothing. Whoever sends the form, by a double click, after a reload or from
two windows, sends the same key, and so makes one idea. The stamp tells windows apart, so that none of
them overwrites a draft that it does not know.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from django.core import signing
from django.utils import timezone

from ideas.models import AccessCode, Call, Idea, IdeaDraft
from ideas.models.ideas import new_token
from people.models import User

_SALT = "ideas.form"


@dataclass(frozen=True, slots=True)
class FormKey:
    """What a form knows about itself.

    ``token`` is that of the idea; ``user``, ``call`` and ``code`` are numbers of rows; ``opened_at`` is the moment in
    which the form was opened for the first time.
    """

    token: str
    call: int
    user: int | None
    code: int | None
    opened_at: datetime

    @classmethod
    def new(cls, call: Call, *, user: User | None, code: AccessCode | None = None) -> Self:
        """Return the key of an empty form."""
        now = timezone.now()
        return cls(new_token(), call.pk, user.pk if user else None, code.pk if code else None, now)

    @classmethod
    def of(cls, idea: Idea) -> Self:
        """Return the key of the form of a stored draft."""
        return cls(idea.token, idea.call_id, idea.submitter_id, idea.access_code_id, idea.created_at)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key that was signed as ``text``; ``None`` if it is none of ours."""
        try:
            token, call, user, code, opened_at = signing.loads(text, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(token, call, user, code, datetime.fromtimestamp(opened_at, tz=UTC))

    def signed(self) -> str:
        """Return the key as it stands in the form."""
        return signing.dumps([self.token, self.call, self.user, self.code, self.opened_at.timestamp()], salt=_SALT)


@dataclass(frozen=True, slots=True)
class DraftStamp:
    """Which draft a window was opened with (``seen``), and the window's own name (``own``).

    Whatever a window saves carries its name, so it may save again and again without learning anything from the answers.
    """

    seen: str
    own: str

    @classmethod
    def new(cls, draft: IdeaDraft | None = None) -> Self:
        """Return the stamp of a window that shows ``draft``, or an empty form."""
        return cls(draft.stamp if draft else "", secrets.token_urlsafe(9))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the stamp that stands in a form; ``None`` where there is none."""
        seen, colon, own = text.replace("\0", "")[:60].partition(":")
        return cls(seen, own) if colon and own else None

    def __str__(self) -> str:
        return f"{self.seen}:{self.own}"

    def knows(self, draft: IdeaDraft) -> bool:
        """Return whether the window has shown or written what ``draft`` holds."""
        return draft.stamp in (self.seen, self.own)
