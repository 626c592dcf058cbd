"""The end of the example thread: what came of the pilot that began as a line of the seed.

The line „Es gibt viele konkrete Projekte, die schnell beginnen können“ became an idea (``ideas.toml``), the idea a
pilot that the board reviewed and decided (``pilots.toml``). It stands behind a Maßnahme (``strategy.toml``), and the
decision set a milestone.
"""

from datetime import date

from milestones.services.milestones import create_milestone
from people.models import Body, Organisation, User
from pilots.models import Pilot
from smartcity.example_data.clock import stopped_at
from workshops.models import Decision

PILOT = "CO₂-Ampeln für Schulen"
MADE_ON = date(2020, 12, 22)
PLANNED_ON = date(2021, 2, 26)


def load_thread() -> None:
    """Set the milestone; pilots and their decisions must be there."""
    team = User.objects.get(email="team@example.org")
    pilot = Pilot.objects.get(title=PILOT, is_example=True)
    content = {
        "title": "In dreißig Klassenräumen zeigen Ampeln, wann gelüftet werden muss",
        "description": "Alle Geräte hängen, und ihre Werte kommen im Funknetz an.",
        "organisation": Organisation.objects.get(name="Stadtverwaltung Gera"),
        "body": Body.objects.get(slug="strategiekreis"),
        "decision": Decision.objects.get(resolutions__entry__pilot=pilot),
        "is_public": True,
        "is_example": True,
    }
    with stopped_at(MADE_ON):
        create_milestone(content, planned_on=PLANNED_ON, by=team)
