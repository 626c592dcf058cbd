"""How allauth finds accounts, names passkeys and sends mail in this project."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from common.mail import SECRET_HEADERS, queue_message
from common.sign_in import tell_step_not_done
from people.models import User
from people.services.accounts import set_password

SECRET_MAILS = frozenset({"account/email/login_code", "account/email/password_reset_key"})
"""Mails that let whoever reads them sign in; the admin does not show their text."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administration only; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return ``False``: an invitation by mail is the only way to an account."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Store the password that somebody chose for the own account."""
        user.password = set_password(user, password, reason="Passwort geändert").password

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Lead on after the sign-in, and say so where a step was not done because the session had ended."""
        tell_step_not_done(request)
        return super().post_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail; one with a code or a link to sign in is marked as secret."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        if template_prefix in SECRET_MAILS:
            message.extra_headers.update(SECRET_HEADERS)
        queue_message(message)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What the second factor says about this site."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site as a passkey remembers it: its host, and the name that the browser shows."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}
