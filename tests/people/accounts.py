"""Helpers of account tests: passwords, what stands in queued mails, codes of an authenticator app."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from post_office.models import Email

from people.models import User

PASSWORD = "ein-sicheres-passwort"
NEW_PASSWORD = "ein-anderes-passwort"
WELCOME = "/konto/login/code/confirm/"


def sign_in(client: Client, user: User, password: str = PASSWORD, **data: str) -> str:
    """Send the sign-in form and return where it leads; "" when it is shown again."""
    response = client.post("/konto/login/", {"login": user.email, "password": password, **data})
    return response.headers.get("Location", "")


def is_signed_in(client: Client) -> bool:
    return client.get("/konto/2fa/").status_code == 200


def the_mail() -> Email:
    return Email.objects.get()


def code_in(mail: Email) -> str:
    [code] = re.findall(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", mail.message, re.MULTILINE)
    return code


def link_in(mail: Email) -> str:
    """Return the path of the only link in a mail."""
    [path] = re.findall(r"https?://[^/]+(/\S+)", mail.message)
    return path


def add_app(user: User) -> str:
    """Set up an authenticator app with recovery codes for ``user`` and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def app_code(secret: str) -> str:
    """Return what the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def recovery_code(user: User) -> str:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
