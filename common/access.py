"""What a person may not do looks to him or her as if it did not exist (DESIGN 4.5)."""

from typing import TYPE_CHECKING, Any

from django.http import Http404

if TYPE_CHECKING:
    from people.rules import Person


def require_perm(user: "Person", permission: str, subject: Any = None) -> None:
    """Raise ``Http404`` unless ``user`` has the permission, for ``subject`` where it is given."""
    if not user.has_perm(permission, subject):
        raise Http404
