"""Signing in; permissions come from the rules alone."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from people.models import Membership, User


class SignInBackend(AuthenticationBackend):
    """allauth's sign-in without Django's stored permissions, which this project does not use."""

    def get_user(self, user_id: Any) -> User | None:
        """Return who is signed in; whether that is somebody of the board (``User.is_on_board``) comes along."""
        sits = Exists(Membership.objects.on_board_today().filter(user=OuterRef("pk")))
        user = User.objects.annotate(is_on_board=sits).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Leave every permission to the rules."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Leave every permission to the rules."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return no stored permissions."""
        return set()
