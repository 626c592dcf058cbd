"""The admin of organisations, bodies, memberships, accounts and second factors."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from common.admin_base import Button, HistorisedAdmin, RecordAdmin, moment, withdraw
from common.admin_forms import HistorisedForm
from people.models import Body, Membership, Organisation, SecondFactor, User
from people.selectors import has_second_factor, second_factors
from people.services.accounts import (
    AccountError,
    create_account,
    edit_account,
    locked_account,
    reset_second_factor,
    send_invitation,
)

# Not used here: permissions follow from roles and memberships, an account has one address, and everybody ends the own
# sessions in the account area. Authenticators have a German name below.
withdraw(Group, EmailAddress, UserSession, Authenticator)


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The memberships of a body or of a person."""

    model = Membership
    extra = 0
    autocomplete_fields = ["body", "user"]


@admin.register(Organisation)
class OrganisationAdmin(HistorisedAdmin):
    """Companies, associations and offices."""

    list_display = ["name", "short_name"]
    search_fields = ["name", "short_name"]
    list_filter = ["is_example"]
    export_leave_out = ["is_example"]


@admin.register(Body)
class BodyAdmin(HistorisedAdmin):
    """Bodies, with their members."""

    list_display = ["name", "kind", "slug"]
    list_filter = ["kind"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]
    export_leave_out = ["is_example"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Body | None = None) -> dict[str, Sequence[str]]:
        """Propose the address for a new body only: that of an old one stands in links."""
        return {} if obj else self.prepopulated_fields


@admin.register(Membership)
class MembershipAdmin(HistorisedAdmin):
    """Who belongs to which body, from when to when."""

    list_display = ["user", "body", "function", "is_voting", "starts_on", "ends_on"]
    list_filter = ["body", "function", "is_voting"]
    search_fields = ["user__name", "user__email", "body__name"]
    autocomplete_fields = ["body", "user"]
    date_hierarchy = "starts_on"
    list_select_related = ["user", "body"]


class AccountForm(HistorisedForm):
    """An account; a new one can be invited at once."""

    invite = forms.BooleanField(
        label="Einladung senden",
        required=False,
        initial=True,
        help_text="Die Person erhält eine E-Mail mit einem Link, über den sie ihr Passwort festlegt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_change:
            del self.fields["invite"]

    def lock(self) -> User | None:
        """Lock the account as its services do."""
        return locked_account(self.instance.pk)


@admin.register(User)
class UserAdmin(HistorisedAdmin):
    """Accounts: made, invited, changed and deactivated here, never deleted."""

    form = AccountForm
    list_display = ["name", "email", "organisation", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "email", "organisation__name"]
    autocomplete_fields = ["organisation"]
    date_hierarchy = "joined_at"
    list_select_related = ["organisation"]
    readonly_fields = ["joined_at", "last_login", "password_state", "second_factor_state"]
    fieldsets = [
        (None, {"fields": ["name", "email", "organisation", "role", "is_active"]}),
        ("Anmeldung", {"fields": ["password_state", "second_factor_state", "joined_at", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["name", "email", "organisation", "role", "invite"]})]
    inlines = [MembershipInline]
    export_leave_out = ["password", "is_example"]
    refusals = (*HistorisedAdmin.refusals, AccountError)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Ask for less when an account is made, and show how the person signs in when it is there."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> User:
        """Create the account without a password."""
        return create_account(**values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> User:
        """Change the account, unless nobody would be left in the administration."""
        return edit_account(stored, changes=values, by=by, reason=reason)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Send the invitation of a new account."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("invite") and not change:
            send_invitation(obj, by=cast(User, request.user))
            messages.info(request, f"{obj} erhält eine Einladung an {obj.email}.")

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer what the administration does for a person who cannot sign in."""
        if not self.has_change_permission(request, obj):
            return ()
        buttons = []
        if obj.is_active and not obj.has_usable_password():
            buttons.append(
                Button(
                    name="einladen",
                    label="Einladung senden",
                    text=f"{obj.email} erhält eine E-Mail mit einem Link, über den sich das Passwort festlegen lässt.",
                    done=f"Die Einladung an {obj.email} ist unterwegs.",
                    run=lambda user, by, **_: send_invitation(user, by=by),
                    asks_reason=False,
                )
            )
        if has_second_factor(obj):
            buttons.append(
                Button(
                    name="zweiten-faktor-zuruecksetzen",
                    label="Zweiten Faktor zurücksetzen",
                    text=f"Authenticator-App, Passkeys und Wiederherstellungscodes von {obj} werden entfernt.",
                    done=f"Der zweite Faktor von {obj} ist zurückgesetzt.",
                    run=reset_second_factor,
                    reason_required=True,
                )
            )
        return buttons

    @admin.display(description="Passwort")
    def password_state(self, user: User) -> str:
        """Say whether there is a password."""
        return "festgelegt" if user.has_usable_password() else "keines"

    @admin.display(description="Zweiter Faktor")
    def second_factor_state(self, user: User) -> str:
        """Say what is set up."""
        factors = second_factors(user)
        parts = ["Authenticator-App"] * factors.has_app + [f"Passkeys: {factors.passkeys}"] * bool(factors.passkeys)
        return ", ".join(parts) or "nicht eingerichtet"


@admin.register(SecondFactor)
class SecondFactorAdmin(RecordAdmin):
    """Who has set up which second factor; the secrets stay hidden."""

    list_display = ["owner", "kind", "set_up_at", "used_at"]
    fields = ["owner", "kind", "set_up_at", "used_at"]
    list_filter = ["type"]
    search_fields = ["user__name", "user__email"]
    date_hierarchy = "created_at"
    list_select_related = ["user"]
    export_fields = ["owner", "kind", "set_up_at", "used_at"]

    @admin.display(description="Konto", ordering="user__name")
    def owner(self, factor: SecondFactor) -> str:
        """Show the account."""
        return str(factor.user)

    @admin.display(description="Art", ordering="type")
    def kind(self, factor: SecondFactor) -> str:
        """Show the kind in German."""
        return str(factor.get_type_display())

    @admin.display(description="eingerichtet am", ordering="created_at")
    def set_up_at(self, factor: SecondFactor) -> str:
        """Show when it was set up."""
        return moment(factor.created_at)

    @admin.display(description="zuletzt benutzt am", ordering="last_used_at")
    def used_at(self, factor: SecondFactor) -> str:
        """Show when somebody last signed in with it."""
        return moment(factor.last_used_at) if factor.last_used_at else "noch nie"
