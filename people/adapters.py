"""How allauth creates and finds accounts in this project."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administration only; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return ``False``: an invitation by mail is the only way to an account."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: accounts have an e-mail address and no user name."""
