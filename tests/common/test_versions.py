"""Lost updates: an edit that was made on an older version is refused."""

import pytest

from common.versions import StaleVersionError, save_version
from people.models import User
from tests.factories.workshops import MeetingFactory
from workshops.models import Meeting

pytestmark = pytest.mark.django_db


def test_saving_counts_the_version(team: User) -> None:
    meeting = MeetingFactory()
    meeting.place = "Rathaus"
    save_version(meeting, loaded=1, by=team, reason="Ort")
    assert (Meeting.objects.get().version, Meeting.objects.get().place) == (2, "Rathaus")


def test_stale_edit_is_refused_and_hands_back_what_is_stored(team: User) -> None:
    meeting = MeetingFactory(place="Rathaus")
    mine = Meeting.objects.get()
    meeting.place = "Videokonferenz"
    save_version(meeting, loaded=1, by=team, reason="Ort")
    mine.refresh_from_db()
    mine.place = "Stadtbibliothek"
    with pytest.raises(StaleVersionError) as refused:
        save_version(mine, loaded=1, by=team, reason="Ort")
    assert refused.value.current.place == "Videokonferenz"
    assert mine.place == "Stadtbibliothek"
    assert Meeting.objects.get().place == "Videokonferenz"


def test_earlier_version_is_found_in_the_history(team: User) -> None:
    meeting = MeetingFactory(place="Rathaus")
    meeting.place = "Videokonferenz"
    save_version(meeting, loaded=1, by=team, reason="Ort")
    assert meeting.at_version(1).place == "Rathaus"
    assert meeting.at_version(2).place == "Videokonferenz"
    assert meeting.at_version(3) is None
