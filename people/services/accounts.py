"""Accounts: made by the administration, opened by an invitation, changed with a reason, never deleted."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from post_office.models import Email

from common.history import save_with_reason
from common.mail import queue_mail
from people.enums import Role
from people.models import Organisation, User

INVITATION_DAYS = 7
"""How many days a link in an invitation may be used."""

_SALT = "people.invitation"


class AccountError(Exception):
    """A change of an account that cannot be made; the message is a German sentence."""


class InvitationError(Exception):
    """A link of an invitation that cannot be used (any more); the message is a German sentence."""


@transaction.atomic
def create_account(
    *,
    email: str,
    name: str,
    by: User | None,
    role: str = Role.PARTICIPANT,
    organisation: Organisation | None = None,
    reason: str = "Konto angelegt",
) -> User:
    """Create an account without a password and return it; its owner signs in by code or by invitation.

    Raises ``ValidationError`` for fields that break the model's rules, ``PermissionDenied`` outside the administration.
    """
    _check_permission(by, "people.add_user")
    user = User(email=email.strip().lower(), name=name, role=role, organisation=organisation)
    user.set_unusable_password()
    return save_with_reason(user, by=by, reason=reason)


@transaction.atomic
def invite_user(
    *, email: str, name: str, by: User | None, role: str = Role.PARTICIPANT, organisation: Organisation | None = None
) -> User:
    """Create an account, queue its invitation and return it. Raises like :func:`create_account`."""
    user = create_account(email=email, name=name, by=by, role=role, organisation=organisation)
    send_invitation(user, by=by)
    return user


def send_invitation(user: User, *, by: User | None) -> Email:
    """Queue a mail with a link that sets the account's first password, and return it; may be sent again.

    Raises :class:`AccountError` for an account that has a password or may not sign in, and ``PermissionDenied``.
    """
    _check_permission(by, "people.change_user")
    if not user.is_active:
        raise AccountError(f"Das Konto von {user} ist nicht aktiv. Bitte aktivieren Sie es zuerst.")
    if user.has_usable_password():
        raise AccountError(f"{user} hat schon ein Passwort. Ein neues gibt es über „Passwort vergessen?“.")
    url = f"{settings.SITE_URL}{reverse('people:invitation', args=[invitation_token(user)])}"
    [mail] = queue_mail([user.email], "invitation", {"user": user, "url": url, "days": INVITATION_DAYS}, secret=True)
    return mail


def invitation_token(user: User) -> str:
    """Return the signed text that stands in the link of an invitation; it holds until the account has a password."""
    return signing.dumps({"user": user.pk, "seal": _seal(user)}, salt=_SALT)


def invited_user(token: str) -> User:
    """Return the account that an invitation's link opens.

    Raises :class:`InvitationError` when it is forged, older than ``INVITATION_DAYS``, used, or its account is closed.
    """
    try:
        content = signing.loads(token, salt=_SALT, max_age=INVITATION_DAYS * 24 * 60 * 60)
    except signing.SignatureExpired as error:
        raise InvitationError(
            f"Dieser Link ist abgelaufen: Er galt {INVITATION_DAYS} Tage. Bitte lassen Sie sich neu einladen."
        ) from error
    except signing.BadSignature as error:
        raise InvitationError(
            "Dieser Link ist unvollständig. Bitte kopieren Sie ihn ganz aus der E-Mail in die Adresszeile."
        ) from error
    user = User.objects.filter(pk=content["user"], is_active=True).first()
    if user is None or not constant_time_compare(content["seal"], _seal(user)):
        raise InvitationError(
            "Dieser Link gilt nicht mehr. Wenn Sie schon ein Passwort haben, melden Sie sich damit an."
        )
    return user


@transaction.atomic
def accept_invitation(token: str, *, password: str) -> User:
    """Set the first password of an invited account and return the account. The link is used up then.

    Raises :class:`InvitationError` like :func:`invited_user`, also when the same link was used a moment ago.
    """
    User.objects.select_for_update(of=("self",)).get(pk=invited_user(token).pk)
    return set_password(invited_user(token), password, reason="Einladung angenommen")


@transaction.atomic
def set_password(user: User, password: str, *, reason: str) -> User:
    """Store a password that the account's owner chose, and return the account as stored."""
    current = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    current.set_password(password)
    return save_with_reason(current, by=current, reason=reason)


@transaction.atomic
def edit_account(user: User, *, changes: Mapping[str, Any], by: User | None, reason: str) -> User:
    """Change fields of an account (``email``, ``name``, ``organisation``, ``role``, ``is_active``) and return it.

    Raises :class:`AccountError` if nobody would be left in the administration, and like :func:`create_account`.
    """
    _check_permission(by, "people.change_user")
    current = locked_account(user.pk)
    if current is None:
        raise AccountError("Dieses Konto gibt es nicht mehr.")
    for name, value in changes.items():
        setattr(current, name, value)
    _check_administration_remains(current)
    return save_with_reason(current, by=by, reason=reason)


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None, reason: str) -> None:
    """Remove app, passkeys and recovery codes of an account whose owner has lost them, and tell the owner by mail.

    Raises :class:`AccountError` for an account without a second factor, and ``PermissionDenied``.
    """
    _check_permission(by, "people.change_user")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise AccountError(f"{user} hat keinen zweiten Faktor eingerichtet.")
    save_with_reason(user, by=by, reason=f"Zweiter Faktor zurückgesetzt: {reason}")
    queue_mail([user.email], "second_factor_reset", {"user": user, "url": f"{settings.SITE_URL}{reverse('mfa_index')}"})


def locked_account(pk: int) -> User | None:
    """Return the account, or ``None``; it and those of the administration are locked until the transaction ends.

    They are always locked together and in one order: so two administrators can neither dismiss each other at once
    nor wait for each other.
    """
    wanted = Q(pk=pk) | Q(role=Role.ADMIN, is_active=True)
    locked = User.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    return next((account for account in locked if account.pk == pk), None)


def _check_administration_remains(user: User) -> None:
    """Raise :class:`AccountError` if ``user``, changed but not saved, would leave nobody in the administration."""
    active = User.objects.filter(role=Role.ADMIN, is_active=True).values_list("pk", flat=True)
    if list(active) == [user.pk] and not (user.role == Role.ADMIN and user.is_active):
        raise AccountError(
            "Das ist das letzte aktive Konto der Administration. Bitte geben Sie zuerst jemand anderem diese Rolle."
        )


def _seal(user: User) -> str:
    """Return a short digest that changes with password and address: so each link works once, for one address."""
    return salted_hmac(_SALT, f"{user.pk} {user.password} {user.email}", algorithm="sha256").hexdigest()[:20]


def _check_permission(by: User | None, permission: str) -> None:
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied
