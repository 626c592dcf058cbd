"""Organisations, bodies, accounts and memberships."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from people.enums import BodyKind, Role
from people.models import Body, Membership, Organisation, User


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A municipal company."""

    name = factory.Sequence("Stadtwerk {} GmbH".format)

    class Meta:
        model = Organisation


class BodyFactory(DjangoModelFactory[Body]):
    """A Fachgruppe without members."""

    name = factory.Sequence("Fachgruppe {}".format)
    genitive = factory.LazyAttribute(lambda body: f"der {body.name}")
    slug = factory.Sequence("fachgruppe-{}".format)
    kind = BodyKind.SPECIALIST_GROUP

    class Meta:
        model = Body


class UserFactory(DjangoModelFactory[User]):
    """An account without organisation, membership and password; ``password="…"`` sets one."""

    email = factory.Sequence("person-{}@example.org".format)
    name = factory.Sequence("Person {}".format)

    class Meta:
        model = User

    class Params:
        team = factory.Trait(role=Role.TEAM)
        admin = factory.Trait(role=Role.ADMIN)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(**kwargs)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A membership that holds from 2020 until further notice."""

    body = factory.SubFactory(BodyFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = date(2020, 1, 1)

    class Meta:
        model = Membership
