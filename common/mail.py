"""Mail that leaves with the transaction that it reports (DESIGN 4.10).

Mails are rows of the outbox (django-post-office): written in the caller's transaction, sent by the worker
(``manage.py send_mails``, ``common.outbox``), retried on failure and readable in the admin.
"""

from collections.abc import Iterable, Mapping
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email

SECRET_HEADERS = {"Sensitivity": "Private"}
"""Headers (RFC 2156) of a mail that only its recipient may read, since it holds a code or a link to sign in."""


def queue_mail(
    recipients: Iterable[str], template: str, context: Mapping[str, Any], *, secret: bool = False
) -> list[Email]:
    """Queue one plain-text mail for each address, from the template ``mail/<template>.txt``.

    The first line of the rendered template is the subject, the rest the text. The text of a ``secret`` mail is not
    shown in the admin. Returns the queued mails.
    """
    subject, _, text = render_to_string(f"mail/{template}.txt", dict(context)).strip().partition("\n")
    headers = SECRET_HEADERS if secret else {}
    return [
        queue_message(EmailMessage(subject.strip(), text.strip(), to=[address], headers=headers))
        for address in dict.fromkeys(recipients)
    ]


def queue_message(message: EmailMessage) -> Email:
    """Queue one plain-text message and return it.

    The row is made here and not by ``post_office.mail.send``, which would read the text as a Django template: braces
    in a title or a reason must arrive as they were typed.
    """
    return Email.objects.create(
        from_email=message.from_email,
        to=message.to,
        subject=message.subject,
        message=message.body,
        headers=message.extra_headers or None,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )


def is_secret(email: Email) -> bool:
    """Return whether only the recipient may read the text of this mail."""
    return (email.headers or {}).get("Sensitivity") == "Private"
