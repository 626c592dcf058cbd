"""The page of the Beschlussvorlage: its texts, the meetings it goes through, and two people at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from people.models import User
from pilots.enums import Competence, ListStatus
from pilots.models import PilotList, Proposal
from pilots.services.proposals import edit_proposal
from tests.factories.people import UserFactory
from tests.factories.pilots import ResolutionFactory, list_with
from tests.factories.workshops import MeetingFactory
from tests.visitors import text_of
from workshops.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot_list() -> PilotList:
    return list_with(1, status=ListStatus.CLOSED)


@pytest.fixture
def before(pilot_list: PilotList) -> Meeting:
    """A meeting at which the Beschlussvorlage was discussed before."""
    return MeetingFactory(held_on=pilot_list.meeting.held_on - timedelta(days=30))


@pytest.fixture
def editor(client: Client) -> User:
    user = UserFactory(team=True)
    client.force_login(user)
    return user


def address(pilot_list: PilotList) -> str:
    return f"/piloten/listen/{pilot_list.slug}/vorlage/"


def typed(*meetings: Meeting, **texts: str) -> dict[str, Any]:
    """Return what the form sends, with one row for each meeting."""
    rows = {
        f"beratung-{place}-{name}": value
        for place, meeting in enumerate(meetings)
        for name, value in (("meeting", meeting.pk), ("competence", Competence.PRELIMINARY), ("outcome", "empfohlen"))
    }
    management = {"beratung-TOTAL_FORMS": len(meetings), "beratung-INITIAL_FORMS": 0}
    return {"version": "0", "submitter": "Team", "subject": "Auswahl", **management, **rows, **texts}


def test_texts_and_meetings_are_saved(client: Client, editor: User, pilot_list: PilotList, before: Meeting) -> None:
    response = client.post(address(pilot_list), typed(before, number="4/2021", grounds="Weil es nützt."))
    assert response.status_code == 302
    proposal = Proposal.objects.get(list=pilot_list)
    assert (proposal.number, proposal.grounds, proposal.version) == ("4/2021", "Weil es nützt.", 1)
    assert [(one.meeting, one.outcome) for one in pilot_list.referrals.all()] == [(before, "empfohlen")]
    assert proposal.history.get().history_user == editor


def test_meeting_that_is_emptied_is_taken_out(
    client: Client, editor: User, pilot_list: PilotList, before: Meeting
) -> None:
    client.post(address(pilot_list), typed(before))
    rest = typed(before, version="1") | {"beratung-0-meeting": ""}
    assert client.post(address(pilot_list), rest).status_code == 302
    assert not pilot_list.referrals.exists()


def test_nothing_changes_after_the_first_decision(client: Client, editor: User, pilot_list: PilotList) -> None:
    ResolutionFactory(entry=pilot_list.entries.first())
    assert "ändert sich nicht mehr" in text_of(client.get(address(pilot_list)))
    assert client.post(address(pilot_list), typed(grounds="Zu spät.")).status_code == 422
    client.post(f"{address(pilot_list)}auswahl/", {"pilot": "P-2021-001", "version": "0"})
    assert not Proposal.objects.exists()


def test_meeting_is_named_once(client: Client, editor: User, pilot_list: PilotList, before: Meeting) -> None:
    response = client.post(address(pilot_list), typed(before, before, grounds="Bleibt stehen."))
    assert response.status_code == 422
    assert "jede Sitzung nur einmal" in text_of(response)
    assert "Bleibt stehen." in text_of(response)
    assert not pilot_list.referrals.exists()


def test_second_editor_sees_both_texts(client: Client, editor: User, pilot_list: PilotList) -> None:
    texts = {"submitter": "Team", "subject": "Auswahl", "grounds": "Von der anderen."}
    edit_proposal(pilot_list, version=0, texts=texts, steps=[], by=UserFactory(team=True, name="Kim Andere"))
    response = client.post(address(pilot_list), typed(grounds="Von mir."))
    assert response.status_code == 409
    page = text_of(response)
    assert all(words in page for words in ("Kim Andere", "Von der anderen.", "Von mir."))
    assert Proposal.objects.get(list=pilot_list).grounds == "Von der anderen."
    assert client.post(address(pilot_list), typed(grounds="Von mir.", version="1")).status_code == 302


def test_decided_list_keeps_its_proposal(client: Client, editor: User, pilot_list: PilotList) -> None:
    pilot_list.status = ListStatus.DECIDED
    pilot_list.save()
    assert "ändert sich nicht mehr" in text_of(client.get(address(pilot_list)))
    assert client.post(address(pilot_list), typed()).status_code == 422
    assert not Proposal.objects.exists()
