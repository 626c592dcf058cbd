"""Sending the outbox: each mail at most once, a failed one again later (DESIGN 4.10); and mails that are held.

post_office's own loop records a whole batch after sending it and is guarded by a lock file; a worker that dies in
between sends the batch again. Here each mail is marked before it is handed over, so it never goes out twice, however
many workers run and whenever one of them dies. A mail whose worker died stays "fehlgeschlagen" for a person to decide.
"""

import hashlib
import logging

from django.db import transaction
from django.utils import timezone
from post_office.connections import connections
from post_office.mail import get_queued
from post_office.models import STATUS, Email
from post_office.settings import get_max_retries, get_retry_timedelta

from common.mail import file_of

logger = logging.getLogger(__name__)

STOPPED = "stopped"
"""How the log of a mail says that a person stopped it."""


def send_next() -> bool:
    """Send the next mail that is due; return whether there was one."""
    email = _claim()
    if email is None:
        return False
    if not _hand_over(email):
        disconnect()
        _retry_later(email)
    return True


def disconnect() -> None:
    """Close the connection to the mail server, which stays open from one mail to the next."""
    connections.close()


def requeue(email: Email) -> None:
    """Queue a mail again that was not sent, with as many attempts as a new one."""
    email.status = STATUS.queued
    email.number_of_retries = None
    email.scheduled_time = None
    email.save(update_fields=["status", "number_of_retries", "scheduled_time", "last_updated"])


class MailLeftError(Exception):
    """A mail that is no longer held: it was sent, or stopped."""

    def __init__(self) -> None:
        super().__init__("Diese E-Mail wartet nicht mehr: Sie ist schon unterwegs oder angehalten.")


class MailChangedError(Exception):
    """A mail that somebody else edited since it was shown; ``current`` is how it stands now."""

    def __init__(self, current: Email) -> None:
        super().__init__("Inzwischen hat jemand anderes diese E-Mail geändert. Beide Fassungen stehen nebeneinander.")
        self.current = current


def is_held(email: Email) -> bool:
    """Return whether a mail waits for its first time to be sent, so that people may still look at it."""
    waits = email.scheduled_time is not None and email.scheduled_time > timezone.now()
    return bool(waits and email.status == STATUS.queued)


def mail_stamp(email: Email) -> str:
    """Return a short text that changes with subject and text."""
    return hashlib.sha256(repr((email.subject, email.message)).encode()).hexdigest()[:16]


@transaction.atomic
def edit_held(email: Email, *, subject: str, text: str, stamp: str) -> Email:
    """Change subject and text of a held mail that was shown with this :func:`mail_stamp`, and return it.

    Raises :class:`MailLeftError` and :class:`MailChangedError`; nothing is changed then.
    """
    current = _held(email)
    if (current.subject, current.message) == (subject, text):
        return current
    if stamp != mail_stamp(current):
        raise MailChangedError(current)
    current.subject, current.message = subject, text
    current.save(update_fields=["subject", "message", "last_updated"])
    return current


@transaction.atomic
def stop_held(email: Email, *, by: object) -> Email:
    """Stop a held mail and return it: it stays in the outbox, is not sent, and may be queued again (:func:`requeue`).

    Raises :class:`MailLeftError`.
    """
    current = _held(email)
    current.status = STATUS.failed
    current.save(update_fields=["status", "last_updated"])
    current.logs.create(status=STATUS.failed, exception_type=STOPPED, message=f"Angehalten von {by}")
    return current


def _held(email: Email) -> Email:
    """Return the mail, locked against the worker, while it is held."""
    current: Email = Email.objects.select_for_update().get(pk=email.pk)
    if not is_held(current):
        raise MailLeftError
    return current


@transaction.atomic
def _claim() -> Email | None:
    """Mark the next due mail as failed, which it is unless it turns out to be sent, and return it."""
    email: Email | None = get_queued().select_for_update(skip_locked=True).first()
    if email is not None:
        email.status = STATUS.failed
        email.save(update_fields=["status", "last_updated"])
    return email


def _hand_over(email: Email) -> bool:
    """Hand the mail over with its file, and return whether that went well; the admin shows why not."""
    try:
        file = file_of(email)
    except Exception as error:
        logger.exception("The file of mail %s could not be made.", email.pk)
        email.logs.create(status=STATUS.failed, message=str(error), exception_type=type(error).__name__)
        return False
    if file:
        # What is prepared here, post_office sends.
        email.prepare_email_message().attach(file.name, file.content, file.content_type)
    return bool(email.dispatch(disconnect_after_delivery=False) == STATUS.sent)


def _retry_later(email: Email) -> None:
    """Queue the mail again after a while, unless it has been tried often enough."""
    tries = email.number_of_retries or 0
    logger.warning("Mail %s could not be sent (attempt %s).", email.pk, tries + 1)
    if tries >= get_max_retries():
        return
    email.number_of_retries = tries + 1
    email.status = STATUS.requeued
    email.scheduled_time = timezone.now() + get_retry_timedelta()
    email.save(update_fields=["number_of_retries", "status", "scheduled_time", "last_updated"])
