"""Organisations, bodies, memberships, accounts and their second factors."""

from people.models.bodies import Body, Membership
from people.models.organisations import Organisation
from people.models.second_factors import SecondFactor
from people.models.users import User

__all__ = ["Body", "Membership", "Organisation", "SecondFactor", "User"]
