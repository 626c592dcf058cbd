"""Choice values of accounts and bodies, with their German labels."""

from django.db import models


class Role(models.TextChoices):
    """What an account may do beyond what its organisation and memberships allow (DESIGN: Roles)."""

    PARTICIPANT = "participant", "Teilnehmend"
    TEAM = "team", "SMARTCity-Team"
    ADMIN = "admin", "Administration"


class BodyKind(models.TextChoices):
    """What sort of body it is."""

    SPECIALIST_GROUP = "specialist_group", "Fachgruppe"
    WORKING_GROUP = "working_group", "Arbeitsgruppe"
    STEERING = "steering", "Strategiekreis"
    TEAM = "team", "SMARTCity-Team"
    COUNCIL = "council", "Rat oder Ausschuss"


class MembershipFunction(models.TextChoices):
    """What a person does in a body."""

    MEMBER = "member", "Mitglied"
    CHAIR = "chair", "Vorsitz"
    DEPUTY = "deputy", "Stellvertretung"
