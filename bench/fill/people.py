"""Organisations, bodies, accounts and memberships."""

from dataclasses import dataclass
from datetime import date
from itertools import product

from bench.fill.store import store
from people.enums import BodyKind, Role
from people.models import Body, Membership, Organisation, User

EDITOR = "team@example.org"
"""The account that pages are measured with; each run gives it and the others a new password."""
REVIEWER, MEMBER = "person2@example.org", "person50@example.org"
"""Somebody of the board who has not handed in yet, and a member of a Fachgruppe; both work for a company."""
COMPANY = "person20@example.org"
"""Somebody of a company who belongs to no group."""
GUEST = ""
"""Stands for nobody who is signed in."""
FIELDS = ("Verkehr", "Energie", "Wohnen", "Bildung", "Kultur", "Wirtschaft", "Umwelt", "Pflege", "Sport", "Soziales")
ACCOUNTS = 120


@dataclass(frozen=True)
class People:
    """What other data refer to."""

    organisations: list[Organisation]
    bodies: list[Body]
    editor: User
    users: list[User]


def fill_people() -> People:
    """Write the people and return them."""
    organisations = store([_organisation(field, part) for part, field in product((1, 2, 3, 4), FIELDS)])
    bodies = store([_body(field) for field in FIELDS])
    editor = User(email=EDITOR, name="Redaktion Messung", role=Role.TEAM)
    users = store([editor, *(_participant(number, organisations) for number in range(1, ACCOUNTS))])
    members = [_membership(number, user, bodies) for number, user in enumerate(users) if user.email != COMPANY]
    store(members, by=editor)
    return People(organisations, bodies, editor, users)


def _organisation(field: str, part: int) -> Organisation:
    return Organisation(name=f"Stadtwerke {field} {part} GmbH", short_name=f"SW{field[0]}{part}")


def _body(field: str) -> Body:
    return Body(
        name=f"Fachgruppe {field}",
        genitive=f"der Fachgruppe {field}",
        slug=f"fachgruppe-{field.lower()}",
        kind=BodyKind.SPECIALIST_GROUP,
    )


def _participant(number: int, organisations: list[Organisation]) -> User:
    organisation = organisations[number % len(organisations)]
    return User(email=f"person{number}@example.org", name=f"Person {number}", organisation=organisation)


def _membership(number: int, user: User, bodies: list[Body]) -> Membership:
    return Membership(body=bodies[number % len(bodies)], user=user, starts_on=date(2020, 1, 1))
