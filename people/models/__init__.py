"""Organisations, bodies, memberships and accounts."""

from people.models.bodies import Body, Membership
from people.models.organisations import Organisation
from people.models.users import User

__all__ = ["Body", "Membership", "Organisation", "User"]
