"""Who may do what with people and bodies, and the predicates of roles that every app composes (DESIGN: Roles)."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from people.enums import Role
from people.models import User

Person = User | AnonymousUser


@rules.predicate
def is_editor(user: Person) -> bool:
    """SMARTCity-Team and administration."""
    return bool(getattr(user, "is_editor", False))


@rules.predicate
def is_administrator(user: Person) -> bool:
    """Administration only."""
    return user.is_active and getattr(user, "role", None) == Role.ADMIN


@rules.predicate
def never(user: Person, subject: Any = None) -> bool:
    """Nobody: what is only added by services, or never removed."""
    return False


def grant(model: str, *, view: Any, add: Any, change: Any, delete: Any) -> None:
    """Register Django's four permissions of ``model`` ("people.body") with their predicates."""
    app_label, name = model.split(".")
    for action, predicate in (("view", view), ("add", add), ("change", change), ("delete", delete)):
        rules.add_perm(f"{app_label}.{action}_{name}", predicate)


for editable in ("organisation", "body"):
    grant(f"people.{editable}", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
grant("people.membership", view=is_editor, add=is_administrator, change=is_administrator, delete=is_administrator)
grant("people.user", view=is_administrator, add=is_administrator, change=is_administrator, delete=never)
for recorded in ("common.statuschange", "common.referencecounter", "post_office.email", "post_office.log"):
    grant(recorded, view=is_editor, add=never, change=never, delete=never)
for private in ("common.formdraft", "people.secondfactor"):
    grant(private, view=is_administrator, add=never, change=never, delete=never)
rules.add_perm("post_office.requeue_email", is_editor)
for app_label in ("people", "common", "post_office"):
    rules.add_perm(app_label, is_editor)
