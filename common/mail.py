"""Mail that leaves with the transaction that it reports (DESIGN 4.10).

Mails are rows of the outbox (django-post-office): written in the caller's transaction, sent by the worker
(``manage.py send_mails``), retried on failure and readable in the admin.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from post_office import mail
from post_office.models import Email


def queue_mail(recipients: Iterable[str], template: str, context: Mapping[str, Any]) -> list[Email]:
    """Queue one plain-text mail for each address, from the template ``mail/<template>.txt``.

    The first line of the rendered template is the subject, the rest the text. Returns the queued mails.
    """
    subject, _, text = render_to_string(f"mail/{template}.txt", dict(context)).strip().partition("\n")
    return [
        mail.send(
            address, settings.DEFAULT_FROM_EMAIL, subject=subject.strip(), message=text.strip(), priority="medium"
        )
        for address in dict.fromkeys(recipients)
    ]
