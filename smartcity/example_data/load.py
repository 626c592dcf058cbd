"""Loading the example data: through the product's own importer and services, as a user would do it."""

from pathlib import Path

from django.db import transaction

from smartcity.example_data.ideas import load_ideas
from smartcity.example_data.milestones import load_milestones
from smartcity.example_data.people import REASON, create_accounts, create_bodies
from smartcity.example_data.pilots import load_pilots
from smartcity.example_data.strategy import load_frame, load_measures
from smartcity.example_data.thread import load_thread
from smartcity.example_data.versions import load_versions
from workshops.importing import parse_protocol
from workshops.models import AgendaItem, Meeting, Point, Protocol
from workshops.selectors import outline_rows
from workshops.services.importing import import_protocol
from workshops.services.meetings import edit_meeting
from workshops.services.outline import NewRow, place_rows
from workshops.services.statuses import approve_protocol, circulate_protocol

SEED = Path(__file__).parent / "protokoll-5-workshop.txt"
"""The protocol of the 5th workshop as it was handed over."""

BOARD_HEAD = {"place": "Rathaus Gera, Ratssaal", "moderation": "SMARTCity-Team", "keeper": "SMARTCity-Team"}
AGENDA_BEFORE = ("Begrüßung und Feststellung der Beschlussfähigkeit", "Vorstellung der Pilotprojekte")
AGENDA_AFTER = ("Nächste Schritte auf dem Weg zur Strategie",)
FIRST_POINT = "Die Mitglieder haben die Liste der Pilotprojekte vor der Sitzung erhalten."


@transaction.atomic
def load_example_data() -> dict[str, dict[str, str]]:
    """Load everything into an empty database; return the logins by role (see ``create_accounts``).

    The accounts come after the protocol: nobody gets a mail about what happens to it. The ideas and pilots need them.
    """
    create_bodies()
    parsed = parse_protocol(SEED.read_bytes(), SEED.name)
    workshop = import_protocol(parsed, by=None, announced=parsed.announced, is_example=True).meeting
    edit_meeting(workshop, version=workshop.version, head={"is_public": True}, by=None, reason=REASON)
    approve_protocol(circulate_protocol(workshop.protocol, by=None), by=None)
    _prepare_board_meeting(Meeting.objects.get(body__slug="strategiekreis"))
    logins = create_accounts()
    load_frame()
    ideas = load_ideas()
    load_pilots(ideas)
    load_measures(ideas)
    load_milestones()
    load_thread()
    load_versions()
    return logins


def _prepare_board_meeting(meeting: Meeting) -> None:
    """Fill in head and agenda of the announced meeting, and the first line of its draft protocol."""
    edit_meeting(meeting, version=meeting.version, head=BOARD_HEAD, by=None, reason=REASON)
    section, decision = outline_rows(Protocol.objects.get(meeting=meeting))
    before = [NewRow(AgendaItem, content={"title": title}) for title in AGENDA_BEFORE]
    after = [NewRow(AgendaItem, content={"title": title}) for title in AGENDA_AFTER]
    place_rows(meeting.protocol, before, after=section, by=None, reason=REASON)
    place_rows(meeting.protocol, after, after=decision, by=None, reason=REASON)
    introduction = outline_rows(meeting.protocol)[1]
    point = NewRow(Point, content={"text": FIRST_POINT})
    place_rows(meeting.protocol, [point], after=introduction, by=None, reason=REASON)
