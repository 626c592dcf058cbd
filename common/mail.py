"""Mail that leaves with the transaction that it reports (DESIGN 4.10).

Mails are rows of the outbox (django-post-office): written in the caller's transaction, sent by the worker
(``manage.py send_mails``, ``common.outbox``), retried on failure and readable in the admin.

A file that a mail brings along is made when the mail goes out, and nothing of it is kept: the row names only what it is
a file of. Whoever can make one registers that when the app starts (``AppConfig.ready``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email

SECRET_HEADERS = {"Sensitivity": "Private"}
"""Headers (RFC 2156) of a mail that only its recipient may read, since it holds a code or link for that person."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that a mail brings along."""

    name: str
    content: bytes
    content_type: str


FileMaker = Callable[[str], MailFile | None]
"""Returns the file of an object with this key, always the same; ``None`` where there is no such object any more."""

_makers: dict[str, FileMaker] = {}


def register_mail_file(kind: str, maker: FileMaker) -> None:
    """Let mails bring along files of this ``kind``."""
    _makers[kind] = maker


def queue_mail(
    recipients: Iterable[str],
    template: str,
    context: Mapping[str, Any],
    *,
    secret: bool = False,
    headers: Mapping[str, str] | None = None,
    file: tuple[str, str] | None = None,
) -> list[Email]:
    """Queue one plain-text mail for each address, from the template ``mail/<template>.txt``.

    The text of a ``secret`` mail is not shown in the admin. ``headers`` are added to it; ``file`` names a registered
    kind of file and the key of the object whose file goes with each mail. Returns the queued mails.
    """
    all_headers = {**(headers or {}), **(SECRET_HEADERS if secret else {})}
    return queue_messages(compose(recipients, template, context, headers=all_headers), file=file)


def compose(
    recipients: Iterable[str], template: str, context: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> list[EmailMessage]:
    """Return one plain-text message for each address, written from the template ``mail/<template>.txt``.

    The first line of the rendered template is the subject, the rest the text. Nothing is queued.
    """
    subject, _, text = render_to_string(f"mail/{template}.txt", dict(context)).strip().partition("\n")
    return [
        EmailMessage(subject.strip(), text.strip(), to=[address], headers=dict(headers or {}))
        for address in dict.fromkeys(recipients)
    ]


def queue_message(message: EmailMessage) -> Email:
    """Queue one plain-text message and return it."""
    return queue_messages([message])[0]


def queue_messages(
    messages: Iterable[EmailMessage], *, not_before: datetime | None = None, file: tuple[str, str] | None = None
) -> list[Email]:
    """Queue plain-text messages with one statement and return them; they leave at ``not_before`` (``None``: at once).

    ``file`` as in :func:`queue_mail`. The rows are made here and not by ``post_office.mail.send``, which would read the
    text as a Django template: braces in a title or a reason must arrive as they were typed.
    """
    queued: list[Email] = Email.objects.bulk_create(
        Email(
            from_email=message.from_email,
            to=message.to,
            subject=message.subject,
            message=message.body,
            headers=message.extra_headers or None,
            context={"file": file} if file else None,
            message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            priority=PRIORITY.medium,
            status=STATUS.queued,
            scheduled_time=not_before,
        )
        for message in messages
    )
    return queued


def delete_mails(mails: QuerySet[Email]) -> int:
    """Delete these mails, sent or not, and return how many."""
    count: int = mails.delete()[1].get("post_office.Email", 0)
    return count


def file_of(email: Email) -> MailFile | None:
    """Make and return the file that a mail brings along; ``None`` where there is none, or none any more."""
    kind, key = (email.context or {}).get("file", (None, ""))
    return _makers[kind](key) if kind else None


def is_secret(email: Email) -> bool:
    """Return whether only the recipient may read the text of this mail."""
    return (email.headers or {}).get("Sensitivity") == "Private"
