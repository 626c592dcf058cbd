"""Reads: what an account's owner sees of it."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils import timezone

from people.models import Membership, User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What an account has set up: an authenticator app, how many passkeys, how many unused recovery codes."""

    has_app: bool
    passkeys: int
    recovery_codes: int

    @property
    def exist(self) -> bool:
        """Whether there is a second factor."""
        return self.has_app or self.passkeys > 0


def second_factors(user: User) -> SecondFactors:
    """Return what ``user`` has set up for signing in with a second factor; one query."""
    stored = list(Authenticator.objects.filter(user=user))
    codes = [entry for entry in stored if entry.type == Authenticator.Type.RECOVERY_CODES]
    return SecondFactors(
        has_app=any(entry.type == Authenticator.Type.TOTP for entry in stored),
        passkeys=sum(entry.type == Authenticator.Type.WEBAUTHN for entry in stored),
        recovery_codes=sum(len(entry.wrap().get_unused_codes()) for entry in codes),
    )


def has_second_factor(user: User) -> bool:
    """Return whether ``user`` has a second factor; one query."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def memberships_of(user: User) -> list[Membership]:
    """Return the memberships that ``user`` holds today, with their bodies, by the bodies' names; one query."""
    held = Membership.objects.on(timezone.localdate()).filter(user=user)
    return list(held.select_related("body").order_by("body__name"))
