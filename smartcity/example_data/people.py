"""Bodies and accounts of the example data."""

import json
import os
import secrets
from datetime import date
from pathlib import Path

from django.db import transaction

from common.history import save_with_reason
from people.enums import BodyKind, Role
from people.models import Body, Membership, Organisation, User

REASON = "Beispieldaten"
FIRST_DAY = date(2020, 1, 1)
"""Memberships of the example accounts begin with the process."""

BODIES = (
    # name, genitive, slug, kind
    (
        "Fachgruppe Unternehmen der kommunalen Infrastruktur",
        "der Fachgruppe Unternehmen der kommunalen Infrastruktur",
        "fachgruppe-unternehmen",
        BodyKind.SPECIALIST_GROUP,
    ),
    ("Arbeitsgruppe Energie und Umwelt", "der Arbeitsgruppe Energie und Umwelt", "ag-energie", BodyKind.WORKING_GROUP),
    ("Arbeitsgruppe Mobilität", "der Arbeitsgruppe Mobilität", "ag-mobilitaet", BodyKind.WORKING_GROUP),
    (
        "Arbeitsgruppe Wohnen und Zusammenleben",
        "der Arbeitsgruppe Wohnen und Zusammenleben",
        "ag-wohnen",
        BodyKind.WORKING_GROUP,
    ),
    ("Strategiekreis", "des Strategiekreises", "strategiekreis", BodyKind.STEERING),
    ("SMARTCity-Team", "des SMARTCity-Teams", "smartcity-team", BodyKind.TEAM),
    ("Stadtrat", "des Stadtrats", "stadtrat", BodyKind.COUNCIL),
)

COMPANY = "Energieversorgung Gera GmbH"
"""The organisation of the example account *company*; it attended the 5th workshop."""

ACCOUNTS = (
    # key in demo-logins.json, name, role, body, organisation
    ("admin", "Beispielkonto Administration", Role.ADMIN, None, None),
    ("team", "Beispielkonto SMARTCity-Team", Role.TEAM, "smartcity-team", None),
    ("company", "Beispielkonto Unternehmen", Role.PARTICIPANT, None, COMPANY),
    ("member", "Beispielkonto Fachgruppe", Role.PARTICIPANT, "fachgruppe-unternehmen", None),
    ("board", "Beispielkonto Strategiekreis", Role.PARTICIPANT, "strategiekreis", None),
)


@transaction.atomic
def create_bodies() -> None:
    """Create the bodies of the process and the organisation of the example company."""
    for name, genitive, slug, kind in BODIES:
        body = Body(name=name, genitive=genitive, slug=slug, kind=kind, is_example=True)
        save_with_reason(body, by=None, reason=REASON)
    save_with_reason(Organisation(name=COMPANY, is_example=True), by=None, reason=REASON)


@transaction.atomic
def create_accounts() -> dict[str, dict[str, str]]:
    """Create one account for each role; return their logins by role: ``{"team": {"email": …, "password": …}}``."""
    logins = {}
    for key, name, role, body, organisation in ACCOUNTS:
        password = secrets.token_urlsafe(12)
        user = User(email=f"{key}@example.org", name=name, role=role, is_example=True)
        user.organisation = Organisation.objects.get(name=organisation) if organisation else None
        user.set_password(password)
        save_with_reason(user, by=None, reason=REASON)
        if body:
            membership = Membership(user=user, body=Body.objects.get(slug=body), starts_on=FIRST_DAY)
            save_with_reason(membership, by=None, reason=REASON)
        logins[key] = {"email": user.email, "password": password}
    return logins


def write_logins(logins: dict[str, dict[str, str]], path: Path) -> None:
    """Write the logins as JSON to ``path``, readable by its owner only (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(logins, file, indent=2)
        file.write("\n")
