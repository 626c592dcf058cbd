"""Signing in; permissions come from the rules alone."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignInBackend(AuthenticationBackend):
    """allauth's sign-in without Django's stored permissions, which this project does not use."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Leave every permission to the rules."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Leave every permission to the rules."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return no stored permissions."""
        return set()
