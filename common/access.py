"""What a person may not do looks to him or her as if it did not exist (DESIGN 4.5)."""

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404

if TYPE_CHECKING:
    from people.models import User
    from people.rules import Person


def require_perm(user: "Person", permission: str, subject: Any = None) -> "User":
    """Return ``user``, who has the permission, for ``subject`` where it is given. Raises ``Http404`` otherwise."""
    if not user.has_perm(permission, subject):
        raise Http404
    return cast("User", user)
