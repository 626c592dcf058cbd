"""Accounts."""

from collections.abc import Iterable
from typing import Any

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from common.history import HistorisedQuerySet, historical_records
from people.enums import Role
from people.models.organisations import Organisation


class UserManager(BaseUserManager.from_queryset(HistorisedQuerySet)):  # type: ignore[misc]
    """Makes accounts; an e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account; without a password it can sign in by code or set one by invitation."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account of the administration (``manage.py createsuperuser``)."""
        return self.create_user(email, password, **{"role": Role.ADMIN, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this e-mail address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account: a person who signs in with an e-mail address.

    What a person may do follows from ``role``, ``organisation`` and memberships; the predicates are in ``rules.py``
    of each app. There are no groups, no single permissions and nobody who may do everything.
    """

    email = models.EmailField(
        "E-Mail-Adresse", unique=True, error_messages={"unique": "Diese Adresse hat schon ein Konto."}
    )
    name = models.CharField("Name", max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="Organisation"
    )
    role = models.CharField("Rolle", max_length=20, choices=Role, default=Role.PARTICIPANT)
    is_active = models.BooleanField(
        "aktiv",
        default=True,
        help_text="Ein Konto ohne diesen Haken kann sich nicht anmelden. Löschen Sie keine Konten.",
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)
    joined_at = models.DateTimeField("angelegt am", default=timezone.now, editable=False)

    history = historical_records(excluded_fields=["password", "last_login"])
    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; signing in alone (``last_login``) is no change of the account and leaves no history."""
        if kwargs.get("update_fields") == ["last_login"]:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    def clean(self) -> None:
        """Keep the address in lower case."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """Return the name for salutations and the admin."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name for the admin's header."""
        return str(self)

    @property
    def is_editor(self) -> bool:
        """Whether the account belongs to the SMARTCity-Team or the administration."""
        return self.is_active and self.role in (Role.TEAM, Role.ADMIN)

    @cached_property
    def is_on_board(self) -> bool:
        """Whether the account belongs to a Strategiekreis today; of who is signed in it is known without a query."""
        return self.memberships.on_board_today().exists()

    @cached_property
    def bodies_today(self) -> frozenset[int]:
        """The ids of the bodies that the account belongs to today."""
        return frozenset(self.memberships.on(timezone.localdate()).values_list("body", flat=True))

    @property
    def is_staff(self) -> bool:
        """Whether the account may open the admin."""
        return self.is_editor

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return whether the rules grant the permission, for one object where ``obj`` is given."""
        return self.is_active and rules.has_perm(perm, self, obj)

    def has_perms(self, perms: Iterable[str], obj: Any = None) -> bool:
        """Return whether the rules grant all these permissions."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether the admin shows this app."""
        return self.is_active and rules.has_perm(app_label, self)
